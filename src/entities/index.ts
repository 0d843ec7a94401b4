import { Challenge } from './challenge.entity.js';
import { RateLimit } from './rate-limit.entity.js';
import { SecurityEvent } from './security-event.entity.js';
import { SendConversion } from './send-conversion.entity.js';
import { MAX_ATTEMPTS, SentCode } from './sent-code.entity.js';
import { liveAt, Session } from './session.entity.js';
import { User } from './user.entity.js';

export { Challenge, liveAt, MAX_ATTEMPTS, RateLimit, SecurityEvent, SendConversion, SentCode, Session, User };

/** Every table of the database. */
export const entities = [User, Session, SentCode, Challenge, SecurityEvent, RateLimit, SendConversion];
