import type { Failure } from './failure.js';

/** Reads a failure aloud. */
export function FailureNote({ failure, id }: { failure: Failure | undefined; id?: string }) {
  return (
    <p className="failure" role="alert" id={id}>
      {failure?.sentence}
    </p>
  );
}
