import { Component, type ReactNode } from 'react';
import { t } from '../../texts/texts.js';

/** A sentence and a way out. */
export function BrokenPage() {
  return (
    <main className="card narrow">
      <p role="alert">{t.broken}</p>
      <button className="primary" onClick={() => location.reload()}>
        {t.reload}
      </button>
    </main>
  );
}

/** Shows `BrokenPage` when a page throws. React would leave a white page. */
export class UnlessBroken extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    return this.state.isBroken ? <BrokenPage /> : this.props.children;
  }
}
