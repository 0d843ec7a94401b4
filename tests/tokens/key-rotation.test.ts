import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateSigningKeyPem } from '../../src/tokens/key-ring.js';
import { Client, codeOf, pairOf } from '../setup/client.js';
import { createDatabase, type TestDatabase } from '../setup/database/database.js';
import { startServer, type TestServer } from '../setup/server.js';

const onServed = process.env['TEST_DATABASE_URL'] ? describe : describe.skip;

/** What operators do, in order: `JWT_KEYS=old.pem,new.pem`. */
const OPERATIONS = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
const [, ROTATION = ''] = /^## Rotate keys\n(.*?)(?=^## )/ms.exec(OPERATIONS) ?? [];
const STEPS = [...ROTATION.matchAll(/^\d\. .*`JWT_KEYS=([\w.,]+)`/gm)].map(([, keys = '']) => keys);

/** While replicas restart one by one, some have the keys of a step and others those of the step before. */
onServed('a rotation of keys as in docs/operations.md', () => {
  let database: TestDatabase;
  const folder = process.env['TEST_FOLDER'] ?? '';
  const path = (name: string) => join(folder, `rotation-${name}`);

  beforeAll(async () => {
    for (const name of ['old.pem', 'new.pem']) writeFileSync(path(name), generateSigningKeyPem());
    database = await createDatabase();
  });
  afterAll(() => database.drop());

  const replica = (keys: string) =>
    startServer({ ...database.env, JWT_KEYS: keys.split(',').map(path).join(',') });

  async function signInAt(server: TestServer) {
    const { username, password } = await server.createUser();
    return pairOf((await server.client().obtainToken(username, password)).data?.obtainToken);
  }

  /** What one replica hands out, the other takes, and what that hands out for it, the first takes again. */
  async function expectExchange(one: TestServer, other: TestServer): Promise<void> {
    const [here, there] = [one.client(), other.client()];
    const first = await signInAt(one);
    expect((await there.as(first.access).me()).data?.me).toBeTruthy();
    const second = await refresh(there, first.refresh);
    expect((await here.as(second.access).me()).data?.me).toBeTruthy();
    await refresh(here, second.refresh);
  }

  async function refresh(client: Client, token: string) {
    const response = await client.refreshToken(token);
    expect(codeOf(response)).toBeUndefined();
    return pairOf(response.data?.refreshToken);
  }

  it('begins with the old key and ends with the new one', () => {
    expect(STEPS[0]?.split(',')[0]).toBe('old.pem');
    expect(STEPS.at(-1)).toBe('new.pem');
  });

  it.each(STEPS.map((after, step) => [STEPS[step - 1] ?? 'old.pem', after]))(
    'signs nobody out while some replicas have %s and others %s',
    async (before, after) => {
      const [one, other] = await Promise.all([replica(before), replica(after)]);
      await expectExchange(one, other);
      await expectExchange(other, one);
      await Promise.all([one.close(), other.close()]);
    },
  );
});
