import { t } from '../texts/texts.js';
import { useCurrentSection } from './use-current-section.js';

const SECTIONS = [
  ['profile', t.profile],
  ['two-factor', t.secondFactor],
  ['password', t.password],
  ['sessions', t.sessions],
  ['log', t.activity],
] as const;

/** Each name is the id of a heading of the account. */
const IDS = SECTIONS.map(([id]) => id);

/** Leads to the sections of the account, and marks the one that is read. */
export function SideBar({ ready }: { ready: boolean }) {
  const { current, choose } = useCurrentSection(IDS, ready);
  return (
    <nav className="side" aria-label={t.sections}>
      {SECTIONS.map(([id, name]) => (
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
