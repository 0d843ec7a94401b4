import { type ComponentProps, type ReactNode, type SubmitEvent, use, useId } from 'react';
import type { Failure } from '../failure.js';
import { FailureNote } from '../failure-note.js';
import { FormFailureContext } from './form-failure-context.js';

interface FormProps {
  label: string;
  busy: boolean;
  failure: Failure | undefined;
  /** By default it is above the fields. A form with one field shows it right under that one. */
  showsFailureItself?: boolean;
  /** Names of the fields that show their failure right under them. */
  failsAt?: readonly string[];
  onSubmit: () => unknown;
  children: ReactNode;
}

/** A form that shows its failure above its fields, and marks the field that the failure names. */
export function Form({
  label,
  busy,
  failure,
  showsFailureItself,
  failsAt = [],
  onSubmit,
  children,
}: FormProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit();
  };
  const sentenceId = useId();
  const field = failure?.field;
  const isAtField = field !== undefined && failsAt.includes(field);
  return (
    <form aria-label={label} aria-busy={busy} onSubmit={submit}>
      {!showsFailureItself && !isAtField && <FailureNote failure={failure} id={sentenceId} />}
      <FormFailureContext value={{ field, sentenceId, shownAtField: isAtField ? failure : undefined }}>
        {children}
      </FormFailureContext>
    </form>
  );
}

interface FieldProps extends ComponentProps<'input'> {
  label: string;
  hint?: string | undefined;
  /** A link at the end of the line of the label, such as "Forgot password?". The Tab key reaches it after the field. */
  beside?: ReactNode;
  /** A button inside the field, at its end. */
  action?: ReactNode;
}

/** A labelled input. Its `name` is the name of the argument in the API. */
export function Field({ label, hint, beside, action, ...input }: FieldProps) {
  const id = useId();
  const { field, sentenceId, shownAtField } = use(FormFailureContext);
  const isWrong = input.name !== undefined && input.name === field;
  const described = [isWrong && sentenceId, hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="input">
        <input
          id={id}
          aria-invalid={isWrong || undefined}
          aria-describedby={described || undefined}
          {...input}
        />
        {action}
      </div>
      {isWrong && shownAtField && sentenceId && <FailureNote failure={shownAtField} id={sentenceId} />}
      {beside && <div className="beside">{beside}</div>}
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}
