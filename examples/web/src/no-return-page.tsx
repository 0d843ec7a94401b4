import { t } from './texts/texts.js';
import { BrandMark } from './ui/brand-mark.js';
import { PageHeading } from './ui/page/page-heading.js';

/** At `/return`, when the server does not lead back to the address that a front end gave. */
export function NoReturnPage() {
  return (
    <div className="centered">
      <main className="card">
        <BrandMark named />
        <PageHeading title={t.noWayBack} focused>
          {t.noWayBack}
        </PageHeading>
        <p>{t.noWayBackMeans}</p>
        <a href="/">{t.toAccount}</a>
      </main>
    </div>
  );
}
