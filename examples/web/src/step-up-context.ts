import { createContext } from 'react';

/** Asks for a new sign-in without leaving the page. Answers whether there is one. */
export const StepUpContext = createContext<() => Promise<boolean>>(() => Promise.resolve(false));
