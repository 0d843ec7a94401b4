import type { MessageKey } from './en.js';
import type { Message } from './message.js';

/** All messages for people, in one language. */
export type Catalogue = Readonly<Record<MessageKey, Message>>;
