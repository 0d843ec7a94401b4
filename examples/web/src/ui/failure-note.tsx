import type { Failure } from './failure.js';

/** Shows a failure. Screen readers announce it, because the element is there before its text. */
export function FailureNote({ failure, id }: { failure: Failure | undefined; id?: string | undefined }) {
  return (
    <p className="note bad" role="alert" id={id}>
      {failure?.sentence}
    </p>
  );
}
