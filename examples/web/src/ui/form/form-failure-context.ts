import { createContext } from 'react';

/** The field that the server refused, and the id of the element with the sentence. */
export const FormFailureContext = createContext<{ field?: string | undefined; sentenceId?: string }>({});
