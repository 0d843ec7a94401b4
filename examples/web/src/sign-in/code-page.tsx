import type { Challenge } from 'graphql-two-factor-auth/client';
import { auth } from '../apollo.js';
import { t } from '../texts/texts.js';
import { BrandMark } from '../ui/brand-mark.js';
import { BackIcon } from '../ui/icons.js';
import { PageHeading } from '../ui/page-heading.js';
import { CodeForm } from './code-form.js';

/** The second step of a login. */
export function CodePage({ challenge }: { challenge: Challenge }) {
  return (
    <div className="centered">
      <main className="card">
        <button className="quiet back" onClick={() => auth.cancel()}>
          <BackIcon /> {t.back}
        </button>
        <BrandMark named />
        <PageHeading title={t.enterTheCode}>{t.enterTheCode}</PageHeading>
        <CodeForm
          challenge={challenge}
          onSubmit={(code) => auth.submitCode(code)}
          onResend={(channel) => auth.resendCode(channel)}
        />
      </main>
    </div>
  );
}
