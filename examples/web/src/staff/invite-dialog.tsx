import { useMutation } from '@apollo/client/react';
import { InviteUserDocument } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { EmailField } from '../mail/email-field.js';
import { t } from '../texts/texts.js';
import { Field, Form } from '../ui/form/form.js';
import { SubmitButton } from '../ui/form/submit-button.js';
import { useAction } from '../ui/use-action.js';
import { useModal } from '../ui/use-modal.js';

const NOBODY = { username: '', email: '', isStaff: false };

/** Invites a user by mail, and says where the mail goes. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const dialog = useModal();
  const [person, setPerson] = useState(NOBODY);
  const [invited, setInvited] = useState<string>();
  const [invite] = useMutation(InviteUserDocument, { refetchQueries: ['Users'] });
  const { run, busy, failure } = useAction(
    async () => {
      await invite({ variables: person });
      setInvited(person.email);
    },
    { name: t.inviteUser },
  );
  const inviteAnother = () => {
    setPerson(NOBODY);
    setInvited(undefined);
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby="invite"
      onClose={({ currentTarget }) => !currentTarget.open && onClose()}
    >
      <h2 id="invite">{invited === undefined ? t.inviteUser : t.invitationSent}</h2>
      {invited === undefined ? (
        <Form label={t.inviteUser} busy={busy} failure={failure} onSubmit={run}>
          <p className="faint">{t.inviteMeans}</p>
          <Field
            label={t.username}
            name="username"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            required
            autoFocus
            value={person.username}
            onChange={({ target }) => setPerson({ ...person, username: target.value })}
          />
          <EmailField
            autoComplete="off"
            value={person.email}
            onChange={(email) => setPerson({ ...person, email })}
          />
          <label className="check">
            <input
              type="checkbox"
              checked={person.isStaff}
              onChange={({ target }) => setPerson({ ...person, isStaff: target.checked })}
            />
            {t.staff}
            <small>{t.staffMeans}</small>
          </label>
          <div className="actions">
            <SubmitButton busy={busy} failure={failure}>
              {t.sendInvitation}
            </SubmitButton>
            <button type="button" className="secondary" onClick={onClose}>
              {t.cancel}
            </button>
          </div>
        </Form>
      ) : (
        <>
          <p role="status">
            <b className="address">{invited}</b>
            {t.invitationSentMeans}
          </p>
          <div className="actions">
            <button className="primary" autoFocus onClick={onClose}>
              {t.done}
            </button>
            <button className="secondary" onClick={inviteAnother}>
              {t.inviteAnother}
            </button>
          </div>
        </>
      )}
    </dialog>
  );
}
