import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isSameServer, resolveAddress } from '../../../client/requests/address.js';

/** `URL` as React Native had it for years: no part of it works, and `href` ends with a slash. */
class ReactNativeURL {
  readonly href: string;
  constructor(address: string) {
    this.href = address.endsWith('/') ? address : `${address}/`;
  }
  get pathname(): string {
    throw new Error('URL.pathname is not implemented');
  }
}

describe.each<[string, unknown]>([
  ['of a browser', URL],
  ['of React Native', ReactNativeURL],
])('an address with the URL %s', (_name, implementation) => {
  const original = URL;
  beforeAll(() => void (globalThis.URL = implementation as typeof URL));
  afterAll(() => void (globalThis.URL = original));

  it.each([
    ['https://auth.test/graphql', 'https://auth.test/graphql'],
    ['HTTPS://AUTH.TEST:443/graphql', 'https://auth.test/graphql'],
    ['http://10.0.2.2:4000/graphql', 'http://10.0.2.2:4000/graphql'],
    ['https://auth.test/graphql?name=Me', 'https://auth.test/graphql?name=Me'],
    ['capacitor://localhost/graphql', 'capacitor://localhost/graphql'],
    ['http://[::1]:4000/graphql', 'http://[::1]:4000/graphql'],
  ])('is sent as it is meant: %s', (address, href) => {
    expect(resolveAddress(address).href).toBe(href);
  });

  it.each([
    ['https://auth.test/graphql', 'https://auth.test:443/graphql?name=Me'],
    ['capacitor://localhost/graphql', 'capacitor://localhost/graphql?name=Me'],
    ['http://localhost:80/graphql', 'http://LOCALHOST/graphql'],
  ])('is the same: %s and %s', (one, other) => {
    expect(isSameServer(other, resolveAddress(one))).toBe(true);
  });

  it.each([
    ['capacitor://localhost/graphql', 'capacitor://elsewhere/graphql'],
    ['capacitor://localhost/graphql', 'ionic://localhost/graphql'],
    ['capacitor://localhost/graphql', 'http://localhost/graphql'],
    ['https://auth.test/graphql', 'http://auth.test/graphql'],
    ['https://auth.test/graphql', 'https://auth.test:8443/graphql'],
    ['https://auth.test/graphql', 'https://auth.test/other'],
    ['https://auth.test/graphql', 'https://auth.test.evil.test/graphql'],
    ['https://auth.test/graphql', 'https://auth.test@evil.test/graphql'],
    ['https://auth.test/graphql', 'https://evil.test\\@auth.test/graphql'],
    ['https://auth.test/graphql', 'https://evil.test/../auth.test/graphql'],
    ['https://auth.test/graphql', 'not an address'],
  ])('is not the same: %s and %s', (one, other) => {
    expect(isSameServer(other, resolveAddress(one))).toBe(false);
  });
});
