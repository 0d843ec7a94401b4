import { createContext } from 'react';

/** Opens a new sign-in, for the action of this name, without leaving the page. Resolves to whether it succeeded. */
export const StepUpContext = createContext<(action: string) => Promise<boolean>>(() =>
  Promise.resolve(false),
);
