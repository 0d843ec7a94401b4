import { createContext } from 'react';

/** What a form is refused for: the name of the field, and the id of the sentence about it. */
export const FormFailureContext = createContext<{ field?: string | undefined; sentenceId?: string }>({});
