import { createContext } from 'react';
import type { Failure } from '../failure.js';

interface FormFailure {
  /** The field that the server refused. */
  readonly field?: string | undefined;
  /** Id of the element with the sentence. */
  readonly sentenceId?: string;
  /** Set where the field itself shows it. */
  readonly shownAtField?: Failure | undefined;
}

export const FormFailureContext = createContext<FormFailure>({});
