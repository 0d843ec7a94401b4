import { t } from '../../texts/texts.js';
import type { Failure } from '../../ui/failure.js';
import { MailCard } from '../mail-card.js';
import { LeaveButton } from '../leave-button.js';

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
}

/** In the place of a page whose link was used already or is too old: the way to a new mail, and to the sign-in. */
export function DeadLinkPage({
  meaning = t.linkDeadMeans,
  again,
  request = t.requestNewMail,
}: DeadLinkPageProps) {
  return (
    <MailCard title={t.linkDead} focused hasWayOut>
      <p role="alert">{meaning}</p>
      {again !== undefined && (
        <a className="primary full button" href={again}>
          {request}
        </a>
      )}
      <LeaveButton className={again === undefined ? 'primary full' : 'secondary full'} />
    </MailCard>
  );
}
