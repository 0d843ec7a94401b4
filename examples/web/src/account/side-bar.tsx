import { useEffect, useRef } from 'react';
import { t } from '../texts/texts.js';
import { ActivityIcon, ComputerIcon, ShieldIcon, UserIcon } from '../ui/icons.js';
import { PageLink } from '../ui/page/page-link.js';
import type { AccountPlace } from './account-place.js';

const LINKS = [
  { path: '/', name: t.profile, icon: <UserIcon /> },
  { path: '/security', name: t.security, icon: <ShieldIcon /> },
  { path: '/devices', name: t.yourDevices, icon: <ComputerIcon /> },
  { path: '/activity', name: t.activity, icon: <ActivityIcon /> },
];

/** Leads to the pages of the account: a bar at the side, and tabs on a phone. */
export function SideBar({ current }: { current: AccountPlace }) {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => {
    // Not all tabs fit on a small phone.
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [current]);
  return (
    <nav ref={bar} className="side" aria-label={t.yourAccount}>
      {LINKS.map(({ path, name, icon }) => (
        <PageLink key={path} href={path} aria-current={path === current ? 'page' : undefined}>
          {icon}
          {name}
        </PageLink>
      ))}
    </nav>
  );
}
