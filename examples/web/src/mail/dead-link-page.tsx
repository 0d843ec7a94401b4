import { t } from '../texts/texts.js';
import type { Failure } from '../ui/failure.js';
import { MailCard } from './mail-card.js';
import { leavePlace } from './place.js';

/** Whether another try with the same link fails, too. */
export function isDeadLink(failure: Failure | undefined): boolean {
  return failure?.code === 'CHALLENGE_EXPIRED' || failure?.code === 'INVALID_EMAIL_TOKEN';
}

interface DeadLinkPageProps {
  meaning?: string;
  /** Where a new mail is requested. Default: nowhere, as somebody else sends it. */
  again?: string;
  /** The words on the link there. */
  request?: string;
  /** The word for leaving the page. */
  leave?: string;
}

/** In the place of a page whose link was used already or is too old: the way to a new mail, and to the sign-in. */
export function DeadLinkPage({
  meaning = t.linkDeadMeans,
  again,
  request = t.requestNewMail,
  leave = t.signIn,
}: DeadLinkPageProps) {
  return (
    <MailCard title={t.linkDead} focused>
      <p role="alert">{meaning}</p>
      {again !== undefined && (
        <a className="primary full button" href={again}>
          {request}
        </a>
      )}
      <button className={again === undefined ? 'primary full' : 'secondary full'} onClick={leavePlace}>
        {leave}
      </button>
    </MailCard>
  );
}
