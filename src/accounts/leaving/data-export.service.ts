import { SecurityEvent } from '../../audit/security-event.entity.js';
import type { Clock } from '../../core/clock.js';
import { LargeReads } from '../../core/large-reads.js';
import type { RequestScope, Viewer } from '../../core/request-scope.js';
import { Authenticator } from '../../factors/authenticators/authenticator.entity.js';
import { NotifiedPhone } from '../../factors/notices/notified-phone.entity.js';
import { SentCode } from '../../factors/phone/sent-code.entity.js';
import { RecoveryCode } from '../../factors/recovery/recovery-code.entity.js';
import { TrustedDevice } from '../../factors/trusted-devices/trusted-device.entity.js';
import { Session } from '../../sessions/session.entity.js';
import { requireRecentSignIn } from '../../sessions/recent-sign-in.js';
import { findViewerUser } from '../../sessions/viewer.js';
import { EmailStep } from '../email/email-step.entity.js';
import { MailNotice } from '../notices/mail-notice.entity.js';
import type { User } from '../user.entity.js';
import { PendingChange } from '../undo/pending-change.entity.js';

/** The newest entries of the security log. More would not fit into a response. */
const MAX_EVENTS = 5000;

/** Everything that the server keeps of a person, for the person (GDPR, Articles 15 and 20). */
export class DataExportService {
  private readonly reads = new LargeReads();

  constructor(private readonly clock: Clock) {}

  /**
   * As JSON that a person can read. No hash, no secret and no key: nobody could use them, and a thief must not have them.
   *
   * @throws REAUTHENTICATION_REQUIRED; SERVICE_UNAVAILABLE when too many wait
   */
  async export(viewer: Viewer, scope: RequestScope): Promise<string> {
    const user = await findViewerUser(viewer, scope);
    const exportedAt = this.clock();
    requireRecentSignIn(user, viewer, exportedAt);
    return this.reads.read(() => this.write(user, exportedAt, scope));
  }

  private async write(user: User, exportedAt: Date, scope: RequestScope): Promise<string> {
    const [access, messages] = [await readAccess(user.id, scope), await readMessages(user.id, scope)];
    const document = {
      exportedAt,
      account: pick(user, [
        ...(['id', 'username', 'email', 'emailVerifiedAt', 'phone', 'authyId'] as const),
        ...(['isActive', 'isStaff', 'locale', 'secondFactorEnabledAt', 'preferredFactor'] as const),
        ...(['wrongCodesInRow', 'credentialsChangedAt', 'createdAt', 'lastLoginAt', 'deletesAt'] as const),
      ]),
      ...{ ...access, ...messages, ...(await readLog(user.id, scope)) },
    };
    return JSON.stringify(document, null, 2);
  }
}

/** One after the other: an export takes one connection. */
type Scope = Pick<RequestScope, 'em'>;
const NEWEST_FIRST = { orderBy: { createdAt: 'desc' } } as const;

async function readAccess(user: string, { em }: Scope) {
  const authenticators = await em.find(Authenticator, { user }, NEWEST_FIRST);
  const codes = await em.count(RecoveryCode, { user, usedAt: null, removedAt: null });
  const devices = await em.find(TrustedDevice, { user }, NEWEST_FIRST);
  const sessions = await em.find(Session, { user }, NEWEST_FIRST);
  return {
    authenticators: pickAll(authenticators, ['kind', 'name', 'createdAt', 'lastUsedAt', 'removedAt']),
    recoveryCodesLeft: codes,
    rememberedDevices: pickAll(devices, ['name', 'createdAt', 'lastUsedAt', 'expiresAt']),
    sessions: pickAll(sessions, [
      ...(['createdAt', 'lastUsedAt', 'expiresAt', 'amr'] as const),
      ...(['ipAddress', 'userAgent', 'revokedAt', 'revokedReason'] as const),
    ]),
  };
}

/** What was sent in the last days. */
async function readMessages(user: string, { em }: Scope) {
  const codes = await em.find(SentCode, { user }, NEWEST_FIRST);
  const mails = await em.find(EmailStep, { user }, NEWEST_FIRST);
  const mailNotices = await em.find(MailNotice, { user }, NEWEST_FIRST);
  const phoneNotices = await em.find(NotifiedPhone, { user }, NEWEST_FIRST);
  const changes = await em.find(PendingChange, { user }, NEWEST_FIRST);
  return {
    sentCodes: pickAll(codes, ['purpose', 'phone', 'channel', 'createdAt']),
    sentMails: pickAll(mails, ['purpose', 'email', 'createdAt']),
    mailNotices: pickAll(mailNotices, ['kind', 'email', 'createdAt']),
    phoneNotices: pickAll(phoneNotices, ['news', 'phone', 'createdAt']),
    changesToUndo: pickAll(changes, ['kind', 'email', 'phone', 'createdAt', 'expiresAt']),
  };
}

async function readLog(userId: string, { em }: Scope) {
  const newest = { orderBy: { occurredAt: 'desc', id: 'desc' }, limit: MAX_EVENTS } as const;
  const events = await em.find(SecurityEvent, { userId }, newest);
  return {
    securityLog: pickAll(events, ['occurredAt', 'type', 'reason', 'ipAddress', 'userAgent']),
    securityLogIsComplete: events.length < MAX_EVENTS,
  };
}

/** What is not named is not exported. */
function pick<T extends object>(row: T, keys: readonly (keyof T)[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, row[key] ?? null]));
}

function pickAll<T extends object>(rows: readonly T[], keys: readonly (keyof T)[]) {
  return rows.map((row) => pick(row, keys));
}
