import type { Challenge } from 'graphql-two-factor-auth/client';
import { auth } from './apollo.js';
import { CodeForm } from './code-form.js';
import { PageHeading } from './page-heading.js';

/** The second step of a login. */
export function CodePage({ challenge }: { challenge: Challenge }) {
  return (
    <main className="narrow">
      <PageHeading title="Enter the code">Enter the code</PageHeading>
      <CodeForm
        challenge={challenge}
        onSubmit={(code) => auth.submitCode(code)}
        onResend={(channel) => auth.resendCode(channel)}
        onCancel={() => auth.cancel()}
      />
    </main>
  );
}
