import type { ReactNode } from 'react';
import { t } from '../texts/texts.js';
import { BrandMark } from '../ui/brand-mark.js';
import { BackIcon } from '../ui/icons.js';
import { LegalFooter } from '../ui/page/legal-footer.js';
import { PageHeading } from '../ui/page/page-heading.js';
import { leavePlace } from './place.js';

interface MailCardProps {
  title: string;
  /** Where "Back" leads. Default: to the sign-in. */
  onBack?: () => void;
  /** For a page whose first element is no field. */
  focused?: boolean;
  children: ReactNode;
}

/** A page of its own, with the way back. */
export function MailCard({ title, onBack = leavePlace, focused = false, children }: MailCardProps) {
  return (
    <div className="centered">
      <main className="card">
        <button type="button" className="quiet back" onClick={onBack}>
          <BackIcon /> {t.back}
        </button>
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
