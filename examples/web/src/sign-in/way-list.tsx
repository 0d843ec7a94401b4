import type { Challenge, TwoFactorKind } from 'graphql-two-factor-auth/client';
import { options } from '../options.js';
import { t } from '../texts/texts.js';
import { FactorIcon } from '../ui/factor-icon.js';
import { FailureNote } from '../ui/failure-note.js';
import { ForwardIcon } from '../ui/icons.js';
import { useAction } from '../ui/use-action.js';

interface WayListProps {
  methods: Challenge['methods'];
  onChoose: (kind: TwoFactorKind) => Promise<unknown>;
  onCancel?: (() => void) | undefined;
}

/** Every way on, and what helps when none does. */
export function WayList({ methods, onChoose, onCancel }: WayListProps) {
  const { run, busy, running, failure } = useAction(onChoose);
  return (
    <>
      <FailureNote failure={failure} />
      <ul className="ways" aria-label={t.chooseAWay}>
        {methods.map(({ kind, label }, at) => (
          <li key={kind}>
            <button
              type="button"
              className="way"
              autoFocus={at === 0}
              aria-busy={running?.[0] === kind}
              aria-disabled={busy}
              onClick={() => void run(kind)}
            >
              <FactorIcon kind={kind} />
              <span>
                {t.useWay[kind]}
                {kind === 'PHONE' && <small className="number">{label}</small>}
              </span>
              <ForwardIcon />
            </button>
          </li>
        ))}
      </ul>
      <p className="faint help">{t.nothingWorks(options.branding.name)}</p>
      {onCancel && (
        <div className="actions">
          <button type="button" className="secondary" onClick={onCancel}>
            {t.cancel}
          </button>
        </div>
      )}
    </>
  );
}
