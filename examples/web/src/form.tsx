import { type ComponentProps, type ReactNode, type SubmitEvent, use, useId } from 'react';
import type { Failure } from './failure.js';
import { FailureNote } from './failure-note.js';
import { FormFailureContext } from './form-failure-context.js';

interface FormProps {
  label: string;
  busy: boolean;
  failure: Failure | undefined;
  onSubmit: () => unknown;
  children: ReactNode;
}

/** A form whose failure is read aloud, and marks the field that it names. */
export function Form({ label, busy, failure, onSubmit, children }: FormProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSubmit();
  };
  const sentenceId = useId();
  return (
    <form aria-label={label} aria-busy={busy} onSubmit={submit}>
      <FormFailureContext value={{ field: failure?.field, sentenceId }}>{children}</FormFailureContext>
      <FailureNote failure={failure} id={sentenceId} />
    </form>
  );
}

/** A labelled input, of the name that the server gives the argument. */
export function Field({ label, hint, ...input }: { label: string; hint?: string } & ComponentProps<'input'>) {
  const id = useId();
  const { field, sentenceId } = use(FormFailureContext);
  const isWrong = input.name !== undefined && input.name === field;
  const described = [isWrong && sentenceId, hint && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        aria-invalid={isWrong || undefined}
        aria-describedby={described || undefined}
        {...input}
      />
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}
