import { type ComponentProps, type ReactNode, type SubmitEvent, useId } from 'react';
import type { Failure } from './failure.js';
import { FailureNote } from './failure-note.js';

interface FormProps {
  label: string;
  busy: boolean;
  failure: Failure | undefined;
  onSubmit: () => unknown;
  children: ReactNode;
}

/** A form whose failure is read aloud. */
export function Form({ label, busy, failure, onSubmit, children }: FormProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form aria-label={label} aria-busy={busy} onSubmit={submit}>
      {children}
      <FailureNote failure={failure} />
    </form>
  );
}

/** A labelled input. */
export function Field({ label, hint, ...input }: { label: string; hint?: string } & ComponentProps<'input'>) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...input} />
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}
