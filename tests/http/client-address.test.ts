import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClientAddress } from '../../src/http/client-address.js';
import { dataOf } from '../setup/client.js';
import { startServer, type TestServer } from '../setup/server.js';

const from = (remoteAddress: string | undefined, forwarded?: string, trusted = ['10.0.0.0/8', 'fd00::/8']) =>
  createClientAddress(trusted)({
    socket: { remoteAddress },
    headers: { ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) },
  });

describe('the address of a client', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['203.0.113.9:4711', '203.0.113.9'],
    [' 203.0.113.9 ', '203.0.113.9'],
    ['"203.0.113.9:4711"', '203.0.113.9'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['"[2001:db8::1]:4711"', '2001:db8::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:cb00:7109', '203.0.113.9'],
    ['0:0:0:0:0:ffff:203.0.113.9', '203.0.113.9'],
    ['[::ffff:203.0.113.9]:4711', '203.0.113.9'],
    ['198.51.100.7, 203.0.113.9', '203.0.113.9'],
    ['203.0.113.9, 10.1.1.1', '203.0.113.9'],
    ['203.0.113.9:1, 10.1.1.1:2', '203.0.113.9'],
    ['203.0.113.9, [fd00::1]:2, ::ffff:10.1.1.1', '203.0.113.9'],
    ['203.0.113.9,, ,10.1.1.1,', '203.0.113.9'],
  ])('behind a trusted proxy, from X-Forwarded-For: %s', (forwarded, address) => {
    expect(from('10.0.0.1', forwarded)).toBe(address);
    expect(from('::ffff:10.0.0.1', forwarded)).toBe(address);
  });

  it.each([
    undefined,
    '',
    'unknown',
    '_hidden',
    '203.0.113.9:',
    '203.0.113.9:123456',
    '203.0.113',
    '1',
    '010.1.1.1.1',
    '[203.0.113.9',
    'fe80::1%eth0',
    '[]:80',
    'for=203.0.113.9',
    `203.0.113.9, evil`,
  ])('is the proxy’s, if the entry is no address: %s', (forwarded) => {
    expect(from('10.0.0.1', forwarded)).toBe('10.0.0.1');
  });

  it('is the last address that no trusted proxy vouches against', () => {
    expect(from('10.0.0.1', '203.0.113.9, evil, 10.1.1.1')).toBe('10.1.1.1');
    expect(from('10.0.0.1', '10.2.2.2, 10.1.1.1')).toBe('10.2.2.2');
  });

  it('is the peer’s, if the peer is not trusted', () => {
    expect(from('192.0.2.1', '203.0.113.9')).toBe('192.0.2.1');
    expect(from('::ffff:192.0.2.1', '203.0.113.9')).toBe('192.0.2.1');
    expect(from('10.0.0.1', '203.0.113.9', [])).toBe('10.0.0.1');
    expect(from('fe80::1%eth0', '203.0.113.9')).toBe('fe80::1');
    expect(from(undefined, '203.0.113.9')).toBe('unknown');
  });

  it('is behind a proxy that TRUSTED_PROXIES names in mapped form', () => {
    expect(from('10.0.0.1', '203.0.113.9', ['::ffff:10.0.0.1'])).toBe('203.0.113.9');
    expect(from('10.9.0.1', '203.0.113.9', ['::ffff:10.0.0.0/104'])).toBe('203.0.113.9');
    expect(from('11.9.0.1', '203.0.113.9', ['::ffff:10.0.0.0/104'])).toBe('11.9.0.1');
  });
});

describe('behind a proxy that adds ports', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('a session shows the address of its client, and each client has its own limit', async () => {
    const { username, password } = await server.createUser();
    const from = { 'x-forwarded-for': '[::ffff:203.0.113.9]:4711' };
    const query = `mutation ($username: String!, $password: String!) {
      obtainToken(username: $username, password: $password) { ... on TokenPair { access } } }`;
    const signedIn = await server
      .client()
      .post<{ obtainToken: { access: string } }>({ query, variables: { username, password } }, from);
    const client = server.client().as(dataOf(signedIn).obtainToken.access);
    expect(dataOf(await client.post({ query: '{ me { sessions { ipAddress } } }' }, from))).toEqual({
      me: { sessions: [{ ipAddress: '203.0.113.9' }] },
    });
    const login = (username: string, forwarded: string) =>
      server.client().post(
        {
          query: `mutation { obtainToken(username: "${username}", password: "wrong wrong") { __typename } }`,
        },
        { 'x-forwarded-for': forwarded },
      );
    let last = await login('nobody-0', '203.0.113.77:1000');
    for (let tries = 1; tries < 101; tries += 1)
      last = await login(`nobody-${tries}`, `203.0.113.77:${1000 + tries}`);
    expect(last.errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    const other = await login('nobody-else', '[::ffff:203.0.113.78]:4711');
    expect(other.errors?.[0]?.extensions.code).toBe('INVALID_CREDENTIALS');
    const log = server.log();
    expect(log).toContain('"ipAddress":"203.0.113.78"');
    expect(log).not.toContain('::ffff:');
  });
});
