/** An absolute address, and the part of it that a token is bound to. */
export interface Address {
  readonly href: string;
  /** Protocol, host with port, and path. Not `origin`, which is "null" for `capacitor://` and other custom schemes. */
  readonly server: string;
  /** Whether the refresh token is in a cookie of the server. */
  readonly cookies?: boolean;
}

/** Resolves a relative address against the page. @throws TypeError if it is no address */
export function resolveAddress(address: string | URL): Address {
  if (!hasCompleteURL()) return parse(String(address));
  const { location } = globalThis as { location?: { href: string } };
  const { href, protocol, host, pathname } = new URL(address, location?.href);
  return { href, server: `${protocol}//${host}${pathname}` };
}

/** Whether protocol, host and path are the same, whatever the query. False if it is no address. */
export function isSameServer(address: string | URL, { server }: Address): boolean {
  try {
    return resolveAddress(address).server === server;
  } catch {
    return false;
  }
}

/** In React Native the parts of a `URL` throw, and `href` gets a slash at its end. */
function hasCompleteURL(): boolean {
  try {
    return new URL('https://a.test/b?c').pathname === '/b';
  } catch {
    return false;
  }
}

const ABSOLUTE =
  /^([a-z][a-z\d+.-]*:)\/\/([a-z\d.-]+|\[[\da-f:.]+\])(:\d+)?(\/[\w\-.~%!$&'()*+,;=:@/]*)?(\?[^#\s\\]*)?$/i;
const DOT_SEGMENT = /\/(\.|%2e){1,2}(\/|$)/i;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': ':80', 'https:': ':443' };

/** Takes plain absolute addresses only. A browser may read any other one differently, so none of them gets a token. */
function parse(address: string): Address {
  const [, scheme, name, port = '', path = '/', query = ''] = ABSOLUTE.exec(address) ?? [];
  if (!scheme || !name || DOT_SEGMENT.test(path))
    throw new TypeError('This is not a plain absolute address.');
  const protocol = scheme.toLowerCase();
  const server = `${protocol}//${name.toLowerCase()}${port === DEFAULT_PORTS[protocol] ? '' : port}${path}`;
  return { href: `${server}${query}`, server };
}
