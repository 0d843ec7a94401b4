import { useApolloClient } from '@apollo/client/react';
import { options } from '../options.js';
import { t } from '../texts/texts.js';
import { PageHeading } from '../ui/page/page-heading.js';
import { AddFactor } from './factors/add-factor.js';
import { useAdded } from './factors/use-added.js';
import { Header } from './header.js';

/** For a user who must have a second factor and has none: the session can only add one. */
export function EnrollmentPage() {
  const apollo = useApolloClient();
  const added = useAdded({
    isFirst: true,
    showChange: async () => {
      await apollo.refetchQueries({ include: 'active' }).catch(() => undefined);
    },
  });
  return (
    <>
      <Header />
      <div className="enrollment">
        <main className="card">
          <div>
            <PageHeading title={t.protectAccount} focused>
              {t.protectAccount}
            </PageHeading>
            <p>{t.mustEnroll(options.branding.name)}</p>
            <p className="faint">{t.whySwitchOn}</p>
          </div>
          <AddFactor has={[]} onAdded={added} />
        </main>
      </div>
    </>
  );
}
