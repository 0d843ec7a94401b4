import { afterEach, describe, expect, it } from '@jest/globals';
import { browserPasskeys } from '../../../client/passkeys/authenticator.js';

interface Asked {
  publicKey: object;
  signal: AbortSignal;
  mediation?: string;
}

/** A page of a browser: its globals, and what was asked of it. */
function openPage({ readsJSON = true } = {}): Asked[] {
  const asked: Asked[] = [];
  const respond = (options: Asked) => {
    asked.push(options);
    return Promise.resolve({ toJSON: () => ({ id: 'key' }) });
  };
  const PublicKeyCredential = {
    isConditionalMediationAvailable: () => Promise.resolve(true),
    ...(readsJSON && { parseCreationOptionsFromJSON: parse, parseRequestOptionsFromJSON: parse }),
  };
  function parse(this: unknown, options: object) {
    // As in browsers, where it throws "Illegal invocation".
    if (this !== PublicKeyCredential) throw new TypeError('Illegal invocation');
    return { parsed: options };
  }
  put('PublicKeyCredential', PublicKeyCredential);
  put('navigator', { credentials: { create: respond, get: respond } });
  return asked;
}

function put(name: string, value: unknown) {
  Object.defineProperty(globalThis, name, { value, configurable: true });
}

describe('the passkeys of a browser', () => {
  const own = Object.getOwnPropertyDescriptors(globalThis);
  const { signal } = new AbortController();

  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'PublicKeyCredential');
    Object.defineProperty(globalThis, 'navigator', own.navigator);
  });

  it('are made and used with the JSON of the server', async () => {
    const asked = openPage();
    const passkeys = browserPasskeys();
    await expect(passkeys?.create({ user: 'ada' }, { signal })).resolves.toEqual({ id: 'key' });
    await expect(passkeys?.get({ rpId: 'auth.test' }, { signal })).resolves.toEqual({ id: 'key' });
    expect(asked).toEqual([
      { publicKey: { parsed: { user: 'ada' } }, signal },
      { publicKey: { parsed: { rpId: 'auth.test' } }, signal },
    ]);
  });

  it('wait in autofill without a dialog', async () => {
    const asked = openPage();
    const passkeys = browserPasskeys();
    await expect(passkeys?.canAutofill?.()).resolves.toBe(true);
    await passkeys?.get({}, { signal, autofill: true });
    expect(asked).toMatchObject([{ mediation: 'conditional' }]);
  });

  it('are not there in Node.js, or in a browser that does not read the JSON', () => {
    expect(browserPasskeys()).toBeUndefined();
    openPage({ readsJSON: false });
    expect(browserPasskeys()).toBeUndefined();
  });
});
