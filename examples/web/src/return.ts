import { leaveStep } from './ui/back-step.js';

/** Where the front end that sent the user here wants them back. The server decides whether it is one of its own. */
const target = new URLSearchParams(location.search).get('return_to');

/** The server serves this page there if it does not lead back. */
export const isRefused = location.pathname === '/return';

export function wantsBack(): boolean {
  return target !== null;
}

export async function goBack(): Promise<void> {
  await leaveStep();
  location.replace(`/return?${new URLSearchParams({ to: target ?? '' }).toString()}`);
}
