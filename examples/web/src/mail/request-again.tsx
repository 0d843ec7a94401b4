import { t } from '../texts/texts.js';
import type { Failure } from '../ui/failure.js';

/** The way to a new mail, after a link that no longer works. */
export function RequestAgain({ failure, href }: { failure: Failure | undefined; href: string }) {
  if (failure?.code !== 'CHALLENGE_EXPIRED' && failure?.code !== 'INVALID_EMAIL_TOKEN') return null;
  return <a href={href}>{t.requestNewMail}</a>;
}
