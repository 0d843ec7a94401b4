import { type ReactNode, useState } from 'react';
import { t } from '../../texts/texts.js';
import { Field } from './form.js';
import { EyeIcon } from '../icons.js';

interface PasswordFieldProps {
  label?: string;
  /** The name of the argument in the API. */
  name?: string;
  hint?: string;
  /** A link at the end of the line of the label. */
  beside?: ReactNode;
  /** Default: `current-password`, the password of a sign-in. */
  autoComplete?: 'current-password' | 'new-password';
  minLength?: number;
  value: string;
  onChange: (value: string) => void;
  autoFocus?: boolean;
}

/** A password that the user can look at while typing. */
export function PasswordField({
  label = t.password,
  name = 'password',
  autoComplete = 'current-password',
  onChange,
  ...field
}: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      label={label}
      name={name}
      type={shown ? 'text' : 'password'}
      autoComplete={autoComplete}
      autoCapitalize="none"
      spellCheck={false}
      required
      onChange={({ target }) => onChange(target.value)}
      action={
        <button
          type="button"
          className="icon"
          aria-pressed={shown}
          aria-label={shown ? t.hidePassword : t.showPassword}
          onClick={() => setShown(!shown)}
        >
          <EyeIcon open={!shown} />
        </button>
      }
      {...field}
    />
  );
}

/** For password managers: the user of a form that has no username field. */
export function KnownUsername({ username }: { username: string }) {
  return <input hidden readOnly autoComplete="username" value={username} />;
}
