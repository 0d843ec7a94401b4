import { createContext } from 'react';
import type { Failure } from '../failure.js';

interface FormFailure {
  /** The field that the server refused. */
  readonly field?: string | undefined;
  /** Id of the element with the sentence. */
  readonly sentenceId?: string;
  readonly failure?: Failure | undefined;
  /** Says that the form has a field of this name, which shows its failures. Returns the way to take it back. */
  claim(name: string): () => void;
}

export const FormFailureContext = createContext<FormFailure>({ claim: () => () => undefined });
