import type { ReactNode } from 'react';
import { auth } from '../apollo.js';
import { leavePlace } from '../mail/place.js';
import { t } from '../texts/texts.js';
import { BrandMark } from '../ui/brand-mark.js';
import { SignOutIcon } from '../ui/icons.js';
import { useAction } from '../ui/use-action.js';

/** The brand, and the way out. */
export function Header({ children }: { children?: ReactNode }) {
  const signOut = useAction(() => {
    const ended = auth.signOut();
    // The next user begins at the first page.
    leavePlace();
    return ended;
  });
  return (
    <header>
      <BrandMark named />
      <nav aria-label={t.pages}>
        {children}
        <button
          className="secondary sign-out"
          aria-disabled={signOut.busy}
          aria-busy={signOut.busy}
          onClick={() => void signOut.run()}
        >
          <SignOutIcon />
          <span>{t.signOut}</span>
        </button>
      </nav>
    </header>
  );
}
