import { useEffect, useState } from 'react';

const PAGES = ['/graphql', '/simulator'] as const;

/** What helps whoever just started a server. A server in production has neither page, and no user of ours. */
export function DeveloperNote() {
  const [there, setThere] = useState<readonly string[]>([]);
  useEffect(() => {
    let isShown = true;
    const look = async () => {
      const found = await Promise.all(PAGES.map(isPage));
      if (isShown) setThere(PAGES.filter((_path, at) => found[at]));
    };
    void look();
    return () => void (isShown = false);
  }, []);
  if (there.length === 0) return null;
  return (
    <p className="quiet">
      {there.includes('/simulator') && (
        <>
          A fresh server has the user <code>twilio</code> with the password <code>twiliopass</code>. The codes
          are on a page of the <a href="/simulator">messages</a> that the simulated Twilio sent.{' '}
        </>
      )}
      {there.includes('/graphql') && (
        <>
          The API is in <a href="/graphql">GraphiQL</a>.
        </>
      )}
    </p>
  );
}

async function isPage(path: string): Promise<boolean> {
  const headers = { accept: 'text/html' };
  return fetch(path, { method: 'HEAD', headers, redirect: 'manual' }).then(
    ({ ok }) => ok,
    () => false,
  );
}
