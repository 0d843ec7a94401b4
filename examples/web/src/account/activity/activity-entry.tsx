import type { SecurityEventType } from 'graphql-two-factor-auth/client';
import type { ReactNode } from 'react';
import { t } from '../../texts/texts.js';
import { deviceOf } from '../../ui/device.js';
import {
  CheckIcon,
  ComputerIcon,
  DownIcon,
  InfoIcon,
  KeyIcon,
  MailIcon,
  PasskeyIcon,
  PhoneIcon,
  RecoveryIcon,
  ShieldIcon,
  SignOutIcon,
  WarningIcon,
} from '../../ui/icons.js';
import { TimeOfDay } from '../../ui/time/moment.js';
import { type Entry, type Event, headOf, isAlarm, isFailure } from './entries.js';

/** What the server records in the place of an address. */
const COMMAND_LINE = 'command line';

/** One line. What belongs to it can be opened. */
export function ActivityEntry({ entry }: { entry: Entry }) {
  const head = headOf(entry);
  const title = titleOf(head, entry.length);
  return (
    <li className={isAlarm(head) ? 'row bad' : isFailure(head) ? 'row failed' : 'row'}>
      {isFailure(head) ? <WarningIcon /> : iconOf(head.type)}
      {entry.length === 1 ? (
        <div>
          {title}
          <Circumstances of={head} />
        </div>
      ) : (
        <details>
          <summary>
            <span>
              {title}
              <Circumstances of={head} />
            </span>
            <DownIcon />
          </summary>
          <ol className="steps">
            {entry.toReversed().map(({ id, type, occurredAt }) => (
              <li key={id}>
                <TimeOfDay at={occurredAt} exact /> <span>{t.events[type]}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </li>
  );
}

function titleOf({ type, reason }: Event, count: number): string {
  if (type === 'SESSION_REVOKED' && count > 1) return t.sessionsEnded(count);
  if (type === 'SESSION_REVOKED' && reason === 'loggedOut') return t.signedOutBefore;
  if (type === 'SIGNED_IN' && reason === 'trustedDevice') return t.signedInRemembered;
  const because = (t.because as Record<string, string>)[reason ?? ''];
  return because === undefined ? t.events[type] : `${t.events[type]}: ${because}`;
}

/** When, on which device, and from where. */
function Circumstances({ of: { occurredAt, userAgent, ipAddress } }: { of: Event }) {
  return (
    <small>
      <TimeOfDay at={occurredAt} />
      {userAgent != null && ` · ${deviceOf(userAgent).name}`}
      {ipAddress != null && ` · ${ipAddress === COMMAND_LINE ? t.commandLine : ipAddress}`}
    </small>
  );
}

function iconOf(type: SecurityEventType): ReactNode {
  if (type === 'SIGNED_IN') return <CheckIcon />;
  if (type === 'SESSION_REVOKED') return <SignOutIcon />;
  if (type === 'STEPPED_UP' || type.startsWith('TWO_FACTOR')) return <ShieldIcon />;
  if (type.startsWith('PASSWORD')) return <KeyIcon />;
  if (type.startsWith('AUTHENTICATOR')) return <PasskeyIcon />;
  if (type.startsWith('RECOVERY')) return <RecoveryIcon />;
  if (type.startsWith('DEVICE')) return <ComputerIcon />;
  if (type.startsWith('EMAIL')) return <MailIcon />;
  return type.startsWith('CODE') || type.startsWith('PHONE') ? <PhoneIcon /> : <InfoIcon />;
}
