import type { MessageKey } from './en.js';
import type { Message } from './message.js';

/** Everything the server says to people, in one language. */
export type Catalogue = Readonly<Record<MessageKey, Message>>;
