import type { Waiting } from 'graphql-two-factor-auth/client';
import { auth } from '../apollo.js';
import { t } from '../texts/texts.js';
import { BrandMark } from '../ui/brand-mark.js';
import { BackIcon } from '../ui/icons.js';
import { PageHeading } from '../ui/page-heading.js';
import { SecondStep } from './second-step.js';
import { useSecondStep } from './use-second-step.js';

/** The second step of a login. */
export function CodePage({ challenge, methods }: Waiting) {
  const step = useSecondStep(challenge, methods);
  return (
    <div className="centered">
      <main className="card">
        <button className="quiet back" onClick={() => auth.cancel()}>
          <BackIcon /> {t.back}
        </button>
        <BrandMark named />
        <PageHeading title={step.title}>{step.title}</PageHeading>
        <SecondStep challenge={challenge} methods={methods} {...step} />
      </main>
    </div>
  );
}
