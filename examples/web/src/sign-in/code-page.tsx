import type { Waiting } from 'graphql-two-factor-auth/client';
import { auth } from '../apollo.js';
import { options } from '../options.js';
import { t } from '../texts/texts.js';
import { BrandMark } from '../ui/brand-mark.js';
import { useBackStep } from '../ui/back-step.js';
import { BackIcon } from '../ui/icons.js';
import { PageHeading } from '../ui/page/page-heading.js';
import { RememberBox } from './remember-box.js';
import { SecondStep } from './second-step.js';
import type { Remembering } from './use-remembered-device.js';
import { useSecondStep } from './use-second-step.js';

interface CodePageProps {
  waiting: Waiting;
  remembering: Remembering;
}

/** The second step of a login. */
export function CodePage({ waiting: { challenge, methods }, remembering }: CodePageProps) {
  useBackStep(auth.cancel);
  const step = useSecondStep(challenge, methods);
  return (
    <div className="centered">
      <main className="card">
        <button className="quiet back" onClick={auth.cancel}>
          <BackIcon /> {t.back}
        </button>
        <BrandMark named />
        <PageHeading title={step.title}>{step.title}</PageHeading>
        <SecondStep
          challenge={challenge}
          methods={methods}
          {...step}
          below={options.remembersDevices && <RememberBox {...remembering} />}
        />
      </main>
    </div>
  );
}
