import { decodeJwt } from 'jose';
import { SecurityEvent } from '../../src/audit/security-event.entity.js';
import { SentCode } from '../../src/factors/phone/sent-code.entity.js';
import { Session } from '../../src/sessions/session.entity.js';
import { User } from '../../src/accounts/user.entity.js';
import type { SecurityEventType } from '../../src/audit/security-event.entity.js';
import { type ApiResponse, type Client, codeOf, type Pair } from '../setup/client.js';
import { otherThan } from '../setup/flows.js';
import { codeTo } from '../setup/provider.js';
import type { TestUser } from '../setup/server.js';
import { isUnknown, orLost, pause, type World } from './world.js';

/** An account as its rows have it. */
interface Account {
  readonly phone: string | null;
  readonly passwordHash: string;
  readonly sessions: ReadonlySet<string>;
  readonly alive: ReadonlySet<string>;
  readonly changes: Readonly<Record<Change, number>>;
  /** Codes that could still be entered. */
  readonly pending: number;
}

/** The changes of a credential, by what the security log calls them. */
export const CHANGES = [
  'phoneRegistered',
  'passwordChanged',
  'twoFactorDisabled',
] as const satisfies SecurityEventType[];
export type Change = (typeof CHANGES)[number];

/** In which order; the next one once the one before is done. Who begins at another turn comes sooner to the others. */
const TURNS: readonly Change[] = [
  'phoneRegistered',
  'passwordChanged',
  'phoneRegistered',
  'twoFactorDisabled',
];

/** Longer than the server waits for a connection or the provider: what was on its way when a wire broke is done or not. */
const SETTLE_MS = 1200;
const RETRY_MS = 400;

/** One person who changes what they sign in with, each time twice at once, and what was wrong with the account. */
export async function changeCredentials(
  world: World,
  { user: { id, usernameKey }, username, password }: TestUser,
  { phones, firstTurn }: { phones: readonly [string, string]; firstTurn: number },
  goesOn: () => boolean,
) {
  const seen = {
    id,
    usernameKey,
    /** Logins whose password was checked. */
    logins: 0,
    codes: [] as (string | undefined)[],
    /** By what was changed, how often a response said so. */
    reported: { phoneRegistered: 0, passwordChanged: 0, twoFactorDisabled: 0 },
    faults: [] as string[],
    user: { username, password },
    phone: null as string | null,
  };
  let turn = firstTurn;
  while (goesOn()) {
    world.server.passSeconds(5);
    const change = TURNS[turn % TURNS.length] ?? 'passwordChanged';
    const client = await signIn();
    const request = client && (await prepare(client, change));
    if (!request) {
      await pause(isUnknown(seen.codes.at(-1)) ? SETTLE_MS : RETRY_MS);
      continue;
    }
    const before = await readAccount(world, id);
    // A double click.
    const responses = await Promise.all([orLost(request.send()), orLost(request.send())]);
    const codes = responses.map(codeOf);
    if (codes.some(isUnknown)) await pause(SETTLE_MS);
    const after = await readAccount(world, id);
    if (after.changes[change] > before.changes[change]) turn += 1;

    seen.codes.push(...codes);
    const pairs = responses.flatMap(({ data }) => Object.values(data ?? {}));
    seen.reported[change] += pairs.length;
    if (pairs.length > 0) world.happened(change);
    seen.faults.push(...faultsOf({ change, phone: request.phone, before, after, codes, pairs }));
    seen.phone = after.phone;
    if (after.passwordHash !== before.passwordHash) seen.user.password = request.password;
  }
  return seen;

  /** With what the rows say is valid now: were they wrong, nobody would get in. */
  async function signIn(): Promise<Client | undefined> {
    const client = world.client();
    const login = await orLost(client.obtainToken(username, seen.user.password));
    seen.codes.push(codeOf(login));
    const result = login.data?.obtainToken;
    if (!result) return undefined;
    seen.logins += 1;
    if ((result.__typename === 'TokenPair') !== (seen.phone === null))
      seen.faults.push(`${result.__typename} with phone ${seen.phone}`);
    if (result.__typename === 'TokenPair') return client.as(result.access);
    const token = codeTo(world.provider, seen.phone ?? '');
    const response = await orLost(client.verifyTwoFactorToken({ challenge: result.challenge, token }));
    seen.codes.push(codeOf(response));
    const pair = response.data?.verifyTwoFactorToken;
    return pair && client.as(pair.access);
  }

  /** Everything up to the request that makes the change. */
  async function prepare(client: Client, change: Change) {
    const { password: current } = seen.user;
    const next = current === password ? `${password}, but another` : password;
    const phone = seen.phone === phones[0] ? phones[1] : phones[0];
    type Changed = Promise<ApiResponse<Record<string, Pair>>>;
    if (change === 'twoFactorDisabled')
      return { send: (): Changed => client.disableTwoFactor().then(plain), phone: null, password: current };
    if (change === 'passwordChanged')
      return {
        send: (): Changed => client.changePassword(current, next).then(plain),
        phone: seen.phone,
        password: next,
      };
    const asked = await orLost(client.verifyPhone(phone));
    seen.codes.push(codeOf(asked));
    const message = world.provider.simulator.messages().find(({ to }) => to === phone);
    // None went where the database was away when the right to send it was to be given back; after the pause one may.
    if (!asked.data || !message) return undefined;
    const token = message.code;
    seen.codes.push(codeOf(await orLost(client.registerPhone(phone, otherThan(token)))));
    return {
      send: (): Changed => client.registerPhone(phone, token).then(plain),
      phone,
      password: current,
    };
  }
}

function plain<T extends object>(response: ApiResponse<T>): ApiResponse<Record<string, Pair>> {
  return response as unknown as ApiResponse<Record<string, Pair>>;
}

async function readAccount(world: World, id: string): Promise<Account> {
  const em = world.books();
  const [user, sessions, events, pending] = await Promise.all([
    em.findOneOrFail(User, { id }),
    em.find(Session, { user: id }, { fields: ['id', 'revokedAt'] }),
    em.find(SecurityEvent, { userId: id, type: [...CHANGES] }),
    em.count(SentCode, { user: id, status: ['pending', 'closed'] }),
  ]);
  const countOf = (change: Change) => events.filter(({ type }) => type === change).length;
  return {
    phone: user.guardPhone(),
    passwordHash: user.passwordHash ?? '',
    sessions: new Set(sessions.map((session) => session.id)),
    alive: new Set(sessions.filter(({ revokedAt }) => revokedAt == null).map((session) => session.id)),
    changes: {
      phoneRegistered: countOf('phoneRegistered'),
      passwordChanged: countOf('passwordChanged'),
      twoFactorDisabled: countOf('twoFactorDisabled'),
    },
    pending,
  };
}

interface Outcome {
  change: Change;
  /** What it should be after the change. */
  phone: string | null;
  before: Account;
  after: Account;
  codes: readonly (string | undefined)[];
  pairs: readonly Pair[];
}

/**
 * A change happened whole or not at all: the columns, the record and the sessions say the same, and what was reported
 * is true. Where no reply came, either will do, but never a mix.
 */
function faultsOf({ change, phone, before, after, codes, pairs }: Outcome): string[] {
  const done = after.changes[change] - before.changes[change];
  const unknown = codes.filter(isUnknown).length;
  const given = pairs.map(({ access }) => String(decodeJwt(access)['sid']));
  const opened = [...after.sessions].filter((session) => !before.sessions.has(session));
  const alive = [...after.alive];
  const others = CHANGES.filter((other) => other !== change);
  const isNewPassword = after.passwordHash !== before.passwordHash;
  const rules: Record<string, boolean> = {
    'a pair was given for a change that is not recorded': done >= given.length,
    'a change is recorded that no response reported': done <= given.length + unknown,
    'a change is recorded that nobody asked for': others.every(
      (other) => after.changes[other] === before.changes[other],
    ),
    'a change without a session of its own': opened.length === done,
    'a pair without a session': given.every((session) => opened.includes(session)),
    ...(done === 0
      ? {
          'nothing is recorded, but the columns differ': after.phone === before.phone && !isNewPassword,
          'nothing is recorded, but sessions ended': [...before.alive].every((id) => after.alive.has(id)),
        }
      : {
          'a change is recorded, but the columns are not so':
            after.phone === phone && isNewPassword === (change === 'passwordChanged'),
          'more or less than one session is alive': alive.length === 1,
          'an older session is alive': alive.every((session) => opened.includes(session)),
          'the session of the pair is not the one alive':
            unknown > 0 || alive.every((session) => given.includes(session)),
          'a code outlived the change': after.pending === 0,
        }),
  };
  return Object.entries(rules)
    .filter(([, isKept]) => !isKept)
    .map(([broken]) => `${change}, returned ${codes.join(' and ')}: ${broken}`);
}
