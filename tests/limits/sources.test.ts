import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import bcrypt from 'bcrypt';
import { Client, codeOf } from '../setup/client.js';
import { otherThan, waitingLogin } from '../setup/flows.js';
import { LIMIT_STORES } from '../setup/database/limit-stores.js';
import { startServer, type TestServer } from '../setup/server.js';

describe.each(LIMIT_STORES)('with attempts counted in %s', (_where, store) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({
      ...store,
      LIMIT_LOGINS_PER_ADDRESS: '3/10m',
      LIMIT_CODES_PER_ADDRESS: '3/10m',
    });
  });
  afterAll(() => server.close());

  /** Tries logins over as many networks as needed. @returns how many were checked */
  async function checked(addresses: string[], name: string): Promise<number> {
    const codes: (string | undefined)[] = [];
    for (const [index, address] of addresses.entries())
      codes.push(
        codeOf(await new Client(server.url, address).obtainToken(`${name} ${index}`, 'Summer2026!')),
      );
    return codes.filter((code) => code === 'INVALID_CREDENTIALS').length;
  }

  const hex = (value: number) => value.toString(16).padStart(2, '0');

  it('an IPv6 /64 has the limit, a /56 four times as much, a /48 sixteen times', async () => {
    const in64 = Array.from({ length: 5 }, (_none, host) => `2001:db8:a:100::${host + 1}`);
    expect(await checked(in64, 'in a /64')).toBe(3);
    const in56 = Array.from({ length: 16 }, (_none, net) => `2001:db8:b:1${hex(net)}::1`);
    expect(await checked(in56, 'in a /56')).toBe(12);
    const in48 = Array.from({ length: 56 }, (_none, net) => `2001:db8:c:${hex(net)}00::1`);
    expect(await checked(in48, 'in a /48')).toBe(48);
    expect(await checked(['2001:db8:d::1'], 'elsewhere')).toBe(1);
  });

  it('of codes, too, an IPv6 /56 has four times the limit of a /64', async () => {
    const { challenge, code } = await waitingLogin(server);
    const outcomes: (string | undefined)[] = [];
    for (let net = 0; net < 14; net++) {
      // The code has ended after five tries, and the attempts on the address go on.
      const client = new Client(server.url, `2001:db8:f:1${hex(net)}::1`);
      outcomes.push(codeOf(await client.verifyTwoFactorToken({ challenge, token: otherThan(code) })));
    }
    expect(outcomes.indexOf('RATE_LIMITED')).toBe(12);
    expect(server.log()).toContain('"code":"RATE_LIMITED","limit":"codesPerAddress"');
  });

  it('an IPv4 address has one limit in all notations, apart from its neighbors', async () => {
    const spelled = [
      '198.51.100.7',
      '::ffff:198.51.100.7',
      '::ffff:c633:6407',
      '198.51.100.7',
      '198.51.100.7',
    ];
    expect(await checked(spelled, 'spelled')).toBe(3);
    const neighbors = Array.from({ length: 8 }, (_none, host) => `::ffff:198.51.100.${host + 20}`);
    expect(await checked(neighbors, 'a neighbor')).toBe(8);
  });
});

describe('one client with many logins at once', () => {
  it('holds a quarter of the waiting hashes at most, and others sign in', async () => {
    const server = await startServer({ LIMIT_LOGINS_PER_ADDRESS: '10000/1m' });
    const user = await server.createUser();
    const { compare } = bcrypt;
    const held = Promise.withResolvers<undefined>();
    let refused = 0;
    Object.assign(bcrypt, {
      compare: async (password: string, hash: string) => {
        await held.promise;
        return compare(password, hash);
      },
    });
    try {
      // Of many addresses in one IPv6 /48.
      const flood = Promise.all(
        Array.from({ length: 90 }, async (_none, index) => {
          const client = new Client(server.url, `2001:db8:e:${index}::1`);
          const response = await client.obtainToken(`nobody ${index}`, 'Summer2026!');
          if (codeOf(response) !== 'SERVICE_UNAVAILABLE') return 'checked';
          // On three threads, three hashes run and a quarter of 84 wait.
          if (++refused === 90 - 24) held.resolve(undefined);
          return 'refused';
        }),
      );
      const other = server.client().obtainToken(user.username, user.password);
      await held.promise;
      expect(codeOf(await other)).toBeUndefined();
      expect((await flood).filter((outcome) => outcome === 'checked').length).toBeLessThanOrEqual(24);
    } finally {
      Object.assign(bcrypt, { compare });
      await server.close();
    }
  });
});
