import { SecurityEvent } from '../../src/audit/security-event.entity.js';
import { SentCode } from '../../src/factors/phone/sent-code.entity.js';
import { opaque, subKey } from '../../src/limits/limit-keys.js';
import { type Ledger, readLedger } from './ledger.js';
import type { Line } from './watched-provider.js';
import type { World } from './world.js';

/**
 * That each attempt was counted, wherever it must be, before it was made: asked when the provider is asked, while the
 * attempt waits for its reply.
 */
export class CountsBefore {
  readonly faults: string[] = [];
  /** By number, whose it is: every person of the soak has numbers of their own. */
  readonly owners = new Map<string, string>();
  readonly #made = new Map<string, number>();

  readonly #world: Pick<World, 'books'>;

  constructor(world: Pick<World, 'books'>) {
    this.#world = world;
  }

  readonly require = async (kind: 'check' | 'start', line: Line): Promise<void> => {
    const owner = this.owners.get(line.phone) ?? '';
    const names = kind === 'check' ? namesOfTry(line, owner) : namesOfSend(line, owner);
    const made = names.map((name) => this.#make(name));
    const ledger = await readLedger(this.#world, names);
    names.forEach((name, index) => {
      const [attempts = 0, counted = 0] = [made[index], ledger.get(name)];
      if (counted < attempts) this.faults.push(`${name} stood at ${counted} at the attempt ${attempts}`);
    });
  };

  #make(name: string): number {
    const made = (this.#made.get(name) ?? 0) + 1;
    this.#made.set(name, made);
    return made;
  }
}

function namesOfTry({ phone, purpose }: Line, owner: string): string[] {
  return [`try ${phone} ${purpose}`, `codeInRow ${owner}`, `limit codesPerUser:${opaque(owner)}`];
}

function namesOfSend({ phone, purpose }: Line, owner: string): string[] {
  const keyOf = (key: string) => opaque(purpose === 'login' ? key : subKey(key, purpose));
  return [`limit sendsPerNumber:${keyOf(phone)}`, `limit sendsPerUser:${keyOf(owner)}`];
}

/** What one person did, as they know it. */
export interface Deeds {
  readonly id: string;
  readonly usernameKey: string;
  /** Logins whose password was checked. */
  readonly logins: number;
}

/** Only a right code, or a login, sets a count back, each at most once; and a login was counted before it was checked. */
export async function faultsOfCounts(world: World, people: readonly Deeds[]): Promise<string[]> {
  const ledger = await readLedger(world);
  const faults = [...ledger.keys()].filter((name) => name.startsWith('tryTakenBack'));
  for (const person of people) faults.push(...(await faultsOfPerson(world, ledger, person)));
  return faults;
}

async function faultsOfPerson(
  { books }: World,
  ledger: Ledger,
  { id, usernameKey, logins }: Deeds,
): Promise<string[]> {
  const [approved, signedIn] = await Promise.all([
    books().count(SentCode, { user: id, status: 'approved' }),
    books().count(SecurityEvent, { userId: id, type: 'signedIn' }),
  ]);
  const timesOf = (name: string) => ledger.get(name) ?? 0;
  const ofUsername = `loginsPerUsername:${opaque(usernameKey)}`;
  const rules: Record<string, boolean> = {
    'fewer logins are counted than were checked': timesOf(`limit ${ofUsername}`) >= logins,
    'the codes in a row were forgotten without a right one': timesOf(`codesInRowForgotten ${id}`) <= approved,
    'the limit on codes was forgotten without a right one':
      timesOf(`limitForgotten codesPerUser:${opaque(id)}`) <= approved,
    'the limit on logins was forgotten without a login': timesOf(`limitForgotten ${ofUsername}`) <= signedIn,
  };
  return Object.entries(rules)
    .filter(([, isKept]) => !isKept)
    .map(([broken]) => `${usernameKey}: ${broken}`);
}
