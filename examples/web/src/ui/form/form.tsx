import {
  type ComponentProps,
  type ReactNode,
  type SubmitEvent,
  use,
  useCallback,
  useId,
  useLayoutEffect,
  useState,
} from 'react';
import type { Failure } from '../failure.js';
import { FailureNote } from '../failure-note.js';
import { FormFailureContext } from './form-failure-context.js';

interface FormProps {
  label: string;
  busy: boolean;
  failure: Failure | undefined;
  /** For a form with one field, which shows every failure. */
  showsFailureItself?: boolean;
  onSubmit: () => unknown;
  children: ReactNode;
}

/** A form that shows a failure under the field that it names, and above the fields if it names none of them. */
export function Form({ label, busy, failure, showsFailureItself, onSubmit, children }: FormProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit();
  };
  const sentenceId = useId();
  const field = failure?.field;
  const [fields, setFields] = useState<readonly string[]>([]);
  const claim = useCallback((name: string) => {
    setFields((now) => [...now, name]);
    return () => setFields((now) => now.filter((other) => other !== name));
  }, []);
  const isAtField = field !== undefined && fields.includes(field);
  return (
    <form aria-label={label} aria-busy={busy} onSubmit={submit}>
      {!showsFailureItself && (
        <FailureNote failure={isAtField ? undefined : failure} id={isAtField ? undefined : sentenceId} />
      )}
      <FormFailureContext value={{ field, sentenceId, failure, claim }}>{children}</FormFailureContext>
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
  const { field, sentenceId, failure, claim } = use(FormFailureContext);
  const { name } = input;
  useLayoutEffect(() => (name === undefined ? undefined : claim(name)), [name, claim]);
  const isWrong = name !== undefined && name === field;
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
      <FailureNote failure={isWrong ? failure : undefined} id={isWrong ? sentenceId : undefined} />
      {beside && <div className="beside">{beside}</div>}
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}
