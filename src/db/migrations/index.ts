import type { MigrationObject } from '@mikro-orm/core';
import { Initial } from './0001-initial.js';
import { AnnounceEndedSessions } from './0002-announce-ended-sessions.js';
import { CountConversions } from './0003-count-conversions.js';
import { CountWrongCodes } from './0004-count-wrong-codes.js';
import { KeepSecurityEvents } from './0005-keep-security-events.js';
import { KeepSecurityEventsWhole } from './0006-keep-security-events-whole.js';
import { ChallengesOfCredentials } from './0007-challenges-of-credentials.js';

/** Every migration, in order. A list, not a folder scan: the same in a build, a test and a bundle. */
export const migrations: readonly MigrationObject[] = [
  { name: '0001-initial', class: Initial },
  { name: '0002-announce-ended-sessions', class: AnnounceEndedSessions },
  { name: '0003-count-conversions', class: CountConversions },
  { name: '0004-count-wrong-codes', class: CountWrongCodes },
  { name: '0005-keep-security-events', class: KeepSecurityEvents },
  { name: '0006-keep-security-events-whole', class: KeepSecurityEventsWhole },
  { name: '0007-challenges-of-credentials', class: ChallengesOfCredentials },
];
