import { createContext } from 'react';

export interface RecoveryCodesRequest {
  /** Makes new codes and insists that the user stores them. Resolves when they are stored. */
  make(): Promise<void>;
}

/** Above everything that adds a factor: the codes stay on the page when that part of it disappears. */
export const RecoveryCodesContext = createContext<RecoveryCodesRequest>({ make: () => Promise.resolve() });
