import { t } from '../texts/texts.js';
import { useCurrentSection } from './use-current-section.js';

const DEVICES = 'devices';

const SECTIONS = [
  ['profile', t.profile],
  ['email', t.email],
  ['two-factor', t.secondFactor],
  ['password', t.password],
  ['sessions', t.sessions],
  [DEVICES, t.devices],
  ['log', t.activity],
  ['data', t.yourData],
] as const;

const WITHOUT_DEVICES = SECTIONS.filter(([id]) => id !== DEVICES);

/** Each name is the id of a heading of the account. */
const IDS = SECTIONS.map(([id]) => id);
const IDS_WITHOUT_DEVICES = WITHOUT_DEVICES.map(([id]) => id);

interface SideBarProps {
  ready: boolean;
  hasDevices: boolean;
}

/** Leads to the sections of the account, and marks the one that is read. */
export function SideBar({ ready, hasDevices }: SideBarProps) {
  const { current, choose } = useCurrentSection(hasDevices ? IDS : IDS_WITHOUT_DEVICES, ready);
  return (
    <nav className="side" aria-label={t.sections}>
      {(hasDevices ? SECTIONS : WITHOUT_DEVICES).map(([id, name]) => (
        <a
          key={id}
          href={`#${id}`}
          aria-current={id === current ? 'location' : undefined}
          onClick={() => choose(id)}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}
