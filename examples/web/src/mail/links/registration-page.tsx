import { useState } from 'react';
import { auth } from '../../apollo.js';
import { options } from '../../options.js';
import { t } from '../../texts/texts.js';
import { KnownUsername, PasswordField } from '../../ui/form/credential-fields.js';
import { Form } from '../../ui/form/form.js';
import { SubmitButton } from '../../ui/form/submit-button.js';
import { useAction } from '../../ui/use-action.js';
import { DeadLinkPage, isDeadLink } from './dead-link-page.js';
import { MailCard } from '../mail-card.js';
import type { MailLink } from './mail-link.js';
import { isOwnRegistration } from '../own-registration.js';
import { leavePlace } from '../place.js';

/**
 * The end of a registration. Where this browser did not begin it, a stranger may have, with the address of the person who
 * opened the mail. Only who knows the password confirms the address then.
 */
export function RegistrationPage({ link, username }: { link: MailLink; username: string }) {
  const [isOwn] = useState(() => isOwnRegistration(link.challenge));
  const [password, setPassword] = useState('');
  const { run, busy, failure } = useAction(() =>
    auth.verifyEmail({ ...link, ...(!isOwn && { password }) }).then(leavePlace),
  );
  const { name } = options.branding;
  if (isDeadLink(failure))
    return <DeadLinkPage meaning={t.verifyLinkDeadMeans} again="/#register" request={t.createAccount} />;
  return (
    <MailCard title={t.confirmAddress} focused={isOwn}>
      <Form label={t.confirmAddress} busy={busy} failure={failure} onSubmit={run}>
        <p>{isOwn ? t.confirmAddressMeans(username, name) : t.confirmElsewhereMeans(username, name)}</p>
        {!isOwn && (
          <>
            {/* Mails cut names at what mail programs would make a link of. */}
            {!username.endsWith('…') && <KnownUsername username={username} />}
            <PasswordField autoFocus value={password} onChange={setPassword} />
          </>
        )}
        <SubmitButton className="primary full" busy={busy} failure={failure}>
          {t.confirmAndSignIn}
        </SubmitButton>
      </Form>
    </MailCard>
  );
}
