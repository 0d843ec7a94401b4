import { type Ref, use, useId } from 'react';
import { t } from '../texts/texts.js';
import type { Failure } from '../ui/failure.js';
import { FailureNote } from '../ui/failure-note.js';
import { FormFailureContext } from '../ui/form/form-failure-context.js';

interface CodeInputProps {
  ref: Ref<HTMLInputElement>;
  length: number;
  value: string;
  onChange: (text: string) => void;
  failure: Failure | undefined;
}

/** Codes of a failure for which another code is typed. */
export const WRONG_CODE: readonly (string | undefined)[] = [
  'INVALID_TWO_FACTOR_TOKEN',
  'INVALID_EMAIL_TOKEN',
];

/** One input, drawn as a box for each digit: phones fill it in, and screen readers read one field. */
export function CodeInput({ ref, length, value, onChange, failure }: CodeInputProps) {
  const id = useId();
  const { sentenceId } = use(FormFailureContext);
  const isWrong = failure?.field === 'token' || WRONG_CODE.includes(failure?.code);
  const characters = Array.from(value);
  const boxes = Math.max(length, characters.length);
  return (
    <div className="field">
      <label htmlFor={id} className="unseen">
        {t.code}
      </label>
      <div className="code">
        <input
          id={id}
          ref={ref}
          name="token"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          pattern={`\\d{${length}}`}
          aria-invalid={isWrong || undefined}
          aria-describedby={isWrong ? sentenceId : undefined}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
        <div className="boxes" aria-hidden>
          {Array.from({ length: boxes }, (_, at) => (
            <span key={at} className={at === Math.min(characters.length, boxes - 1) ? 'current' : ''}>
              {characters[at]}
            </span>
          ))}
        </div>
      </div>
      {sentenceId !== undefined && <FailureNote failure={failure} id={sentenceId} />}
    </div>
  );
}
