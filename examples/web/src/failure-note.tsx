import type { Failure } from './failure.js';

/** Reads a failure aloud. */
export function FailureNote({ failure }: { failure: Failure | undefined }) {
  return (
    <p className="failure" role="alert">
      {failure?.sentence}
    </p>
  );
}
