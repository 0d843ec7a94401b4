import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import { z } from 'zod';

const FOLDER = join(import.meta.dirname, '../../schema');
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

const Declared = z.strictObject({
  path: z.string(),
  message: z.string(),
  reason: z.string().min(10),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
});
type Declared = z.infer<typeof Declared>;

/** The breaking changes from one SDL to another that are not declared. */
async function undeclared(from: string, to: string, declared: readonly Declared[] = []) {
  const changes = await diff(buildSchema(from), buildSchema(to));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ path = '', message }) => ({ path, message }))
    .filter((change) => !declared.some((d) => d.path === change.path && d.message === change.message));
}

describe('the schema since the last release', () => {
  const declared = z.array(Declared).parse(JSON.parse(read('breaking-changes.json')));

  it('breaks no client, but where schema/breaking-changes.json says so', async () => {
    expect(await undeclared(read('released.graphql'), read('schema.graphql'), declared)).toEqual([]);
  });

  it('has no declaration of a change that is not there', async () => {
    const all = await undeclared(read('released.graphql'), read('schema.graphql'));
    expect(all).toEqual(expect.arrayContaining(declared.map(({ path, message }) => ({ path, message }))));
  });
});

describe('the check', () => {
  const before = 'type Query { me: String you: String }';
  const removed = { path: 'Query.you', message: "Field 'you' was removed from object type 'Query'" };

  it('sees a field that was removed', async () => {
    expect(await undeclared(before, 'type Query { me: String }')).toEqual([removed]);
  });

  it('takes a declared one', async () => {
    const declared = [{ ...removed, reason: 'Nobody asked for it.', version: '1.0.0' }];
    expect(await undeclared(before, 'type Query { me: String }', declared)).toEqual([]);
  });

  it('takes a field that was added', async () => {
    expect(await undeclared(before, 'type Query { me: String you: String they: String }')).toEqual([]);
  });
});
