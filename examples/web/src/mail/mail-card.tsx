import type { ReactNode } from 'react';
import { t } from '../texts/texts.js';
import { BrandMark } from '../ui/brand-mark.js';
import { useBackStep } from '../ui/back-step.js';
import { BackIcon } from '../ui/icons.js';
import { LegalFooter } from '../ui/page/legal-footer.js';
import { PageHeading } from '../ui/page/page-heading.js';
import { LeaveButton } from './leave-button.js';

interface MailCardProps {
  title: string;
  /** Leads to the step before, if this is not the first one. */
  onBack?: (() => void) | undefined;
  /** The content leads to the sign-in. */
  hasWayOut?: boolean;
  /** For a page whose first element is no field. */
  focused?: boolean;
  children: ReactNode;
}

/** A page of its own, with the way to the step before or to the sign-in. */
export function MailCard({ title, onBack, hasWayOut = false, focused = false, children }: MailCardProps) {
  useBackStep(onBack);
  return (
    <div className="centered">
      <main className="card">
        {onBack && (
          <button type="button" className="quiet back" onClick={onBack}>
            <BackIcon /> {t.back}
          </button>
        )}
        {!onBack && !hasWayOut && <LeaveButton className="quiet back" icon={<BackIcon />} />}
        <BrandMark named />
        <PageHeading title={title} focused={focused}>
          {title}
        </PageHeading>
        {children}
      </main>
      <LegalFooter />
    </div>
  );
}
