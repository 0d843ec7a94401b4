/** A name in the environment that looks like a setting of this server and is none. */
export interface UnknownKey {
  readonly name: string;
  /** The setting that was probably meant; undefined if none is close. */
  readonly meant: string | undefined;
}

/** A name with one of these prefixes is a setting of ours, or a mistake. */
const OWN_PREFIXES = [
  'LIMIT_',
  'TWO_FACTOR_',
  'TWILIO_',
  'AUTHY_',
  'JWT_',
  'SESSION_',
  'SEND_',
  'DATABASE_',
  'SECURITY_',
  'PASSKEY_',
  'MAIL_',
  'REGISTRATION_',
];
/** Set by X11 desktops, and what other programs read of a proxy. */
const FOREIGN_KEYS = new Set(['SESSION_MANAGER', 'HTTP_PROXY', 'http_proxy', 'https_proxy', 'no_proxy']);
/** In production a mistyped name of these would leave a limit, a key or the second factor at its default. */
const CRITICAL_PREFIXES = ['LIMIT_', 'JWT_', 'TWO_FACTOR_'];

/** In a shorter name two different letters make another word, such as HOST and HOME. */
const LONG_NAME = 10;

/**
 * Finds names that are one or two letters from a setting, and unknown names with one of our prefixes.
 *
 * @param names of everything in the environment
 * @param known names of all settings
 */
export function findUnknownKeys(names: readonly string[], known: readonly string[]): UnknownKey[] {
  return names
    .filter((name) => !known.includes(name) && !FOREIGN_KEYS.has(name))
    .map((name) => ({ name, meant: known.find((key) => isNear(spelling(name), key)) }))
    .filter(({ name, meant }) => meant ?? OWN_PREFIXES.some((prefix) => spelling(name).startsWith(prefix)));
}

export function isCritical({ meant }: UnknownKey): boolean {
  return CRITICAL_PREFIXES.some((prefix) => meant?.startsWith(prefix));
}

/** A sentence that begins with the name. */
export function describeUnknownKey({ name, meant }: UnknownKey): string {
  return meant === undefined
    ? `${name} is not a setting of this server: .env.example lists them all`
    : `${name} is not a setting of this server: do you mean ${meant}?`;
}

/** `cors-origins` is a mistake in the case and the dash alone. */
function spelling(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

function isNear(name: string, key: string): boolean {
  const most = key.length < LONG_NAME ? 1 : 2;
  return Math.abs(name.length - key.length) <= most && distance(name, key) <= most;
}

/** The optimal string alignment distance: letters added, missing, replaced, or swapped with the next one. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= a.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (isSame ? 0 : 1),
          isSwap ? at(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(a.length, b.length);
}
