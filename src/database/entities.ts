import { EmailStep } from '../accounts/email/email-step.entity.js';
import { MailNotice } from '../accounts/notices/mail-notice.entity.js';
import { PendingChange } from '../accounts/undo/pending-change.entity.js';
import { User } from '../accounts/user.entity.js';
import { SecurityEvent } from '../audit/security-event.entity.js';
import { Authenticator } from '../factors/authenticators/authenticator.entity.js';
import { Passkey } from '../factors/passkey/passkey.entity.js';
import { WebauthnChallenge } from '../factors/passkey/webauthn-challenge.entity.js';
import { PendingSignIn } from '../factors/pending/pending-sign-in.entity.js';
import { NotifiedPhone } from '../factors/notices/notified-phone.entity.js';
import { SendConversion } from '../factors/phone/sends/send-conversion.entity.js';
import { SentCode } from '../factors/phone/sent-code.entity.js';
import { RecoveryCode } from '../factors/recovery/recovery-code.entity.js';
import { TotpEnrollment } from '../factors/totp/totp-enrollment.entity.js';
import { TotpSecret } from '../factors/totp/totp-secret.entity.js';
import { TrustedDevice } from '../factors/trusted-devices/trusted-device.entity.js';
import { RateLimit } from '../limits/rate-limit.entity.js';
import { OutboxMessage } from '../outbox/outbox-message.entity.js';
import { Session } from '../sessions/session.entity.js';

/** Every table of the database. */
export const entities = [
  User,
  Session,
  SentCode,
  PendingSignIn,
  Authenticator,
  TotpSecret,
  TotpEnrollment,
  Passkey,
  WebauthnChallenge,
  RecoveryCode,
  TrustedDevice,
  NotifiedPhone,
  MailNotice,
  PendingChange,
  EmailStep,
  SecurityEvent,
  RateLimit,
  SendConversion,
  OutboxMessage,
];
