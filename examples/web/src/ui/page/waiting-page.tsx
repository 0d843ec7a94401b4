import { t } from '../../texts/texts.js';

/** Until the server has said who is signed in, or the browser has left. */
export function WaitingPage() {
  return (
    <main className="waiting" aria-busy>
      <span className="spinner" role="status" aria-label={t.loading} />
    </main>
  );
}
