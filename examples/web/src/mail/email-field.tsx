import { t } from '../texts/texts.js';
import { Field } from '../ui/form/form.js';

interface EmailFieldProps {
  label?: string;
  value: string;
  onChange: (email: string) => void;
  autoFocus?: boolean;
  /** `off` for the address of somebody else. */
  autoComplete?: 'off';
}

/** An e-mail address. */
export function EmailField({ label = t.emailAddress, onChange, ...field }: EmailFieldProps) {
  return (
    <Field
      label={label}
      name="email"
      type="email"
      autoComplete="email"
      autoCapitalize="none"
      spellCheck={false}
      required
      onChange={({ target }) => onChange(target.value)}
      {...field}
    />
  );
}
