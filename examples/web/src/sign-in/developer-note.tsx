import { useEffect, useState } from 'react';

const PAGES = ['/graphql', '/simulator'] as const;

interface DemoUser {
  readonly username: string;
  readonly password: string;
}

/** Help for a developer with a new server, in English. A server in production has none of this. */
export function DeveloperNote({ onFill }: { onFill: (user: DemoUser) => void }) {
  const [there, setThere] = useState<readonly string[]>([]);
  /** Null: the server has no demo user. Undefined: it does not say. */
  const [demoUser, setDemoUser] = useState<DemoUser | null>();
  useEffect(() => {
    let isShown = true;
    const look = async () => {
      const [user, ...found] = await Promise.all([findDemoUser(), ...PAGES.map(isPage)]);
      if (!isShown) return;
      setDemoUser(user);
      setThere(PAGES.filter((_path, at) => found[at]));
    };
    void look();
    return () => void (isShown = false);
  }, []);
  if (there.length === 0 && demoUser === undefined) return null;
  return (
    <aside className="developer">
      {demoUser && (
        <p>
          The demo user is <code>{demoUser.username}</code> with the password <code>{demoUser.password}</code>
          .{' '}
          <button type="button" className="quiet" onClick={() => onFill(demoUser)}>
            Fill in
          </button>
        </p>
      )}
      {demoUser === null && (
        <p>
          This command makes a user: <code>npm run cli -- user create ada</code>.
        </p>
      )}
      {there.includes('/simulator') && (
        <p>
          The codes are on a page of the <a href="/simulator">messages and mails</a> that were not really
          sent.
        </p>
      )}
      {there.includes('/graphql') && (
        <p>
          The API is in <a href="/graphql">GraphiQL</a>.
        </p>
      )}
    </aside>
  );
}

async function isPage(path: string): Promise<boolean> {
  const headers = { accept: 'text/html' };
  return fetch(path, { method: 'HEAD', headers, redirect: 'manual' }).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function findDemoUser(): Promise<DemoUser | null | undefined> {
  const response = await fetch('/demo-user').catch(() => undefined);
  if (!response?.ok) return undefined;
  return ((await response.json()) as { user: DemoUser | null }).user;
}
