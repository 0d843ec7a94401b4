import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { createDocumentStore } from '../../src/graphql/known-documents.js';
import { startServer, type TestServer } from '../setup/server.js';

describe('documents that are kept', () => {
  const document = parse('{ __typename }');

  it('are bounded by their texts, however little is in them', async () => {
    const store = createDocumentStore(1000);
    const texts = Array.from({ length: 50 }, (_, index) => `{ __typename } # ${index}`.padEnd(100, '-'));
    for (const text of texts) await store.set(text, document);
    const kept = await Promise.all(texts.map((text) => store.get(text)));
    expect(kept.filter(Boolean)).toHaveLength(10);
    expect(kept.at(-1)).toBe(document);
  });

  it('do not include one that is longer than all may be', async () => {
    const store = createDocumentStore(50);
    const text = '{ __typename }'.padEnd(51);
    await store.set(text, document);
    expect(await store.get(text)).toBeUndefined();
  });
});

describe('a persisted query', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it.each([
    ['with its text', { query: '{ __typename }' }],
    ['without', {}],
  ])('%s is refused in the words that clients know', async (_how, query) => {
    const persistedQuery = { version: 1, sha256Hash: '{ __typename }' };
    const { data, errors } = await server.client().post({ ...query, extensions: { persistedQuery } });
    expect(data).toBeUndefined();
    expect(errors).toEqual([
      { message: 'PersistedQueryNotSupported', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('with other extensions is none', async () => {
    const { data } = await server.client().post({ query: '{ __typename }', extensions: { trace: true } });
    expect(data).toEqual({ __typename: 'Query' });
  });
});
