import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { parse, print, visit } from 'graphql';

const ROOT = join(import.meta.dirname, '../..');
const SCHEMA = 'schema/schema.graphql';

/** The rules that a text breaks, were it in this file. ESLint runs as a process: Jest cannot load its parser. */
async function broken(path: string, text: string): Promise<(string | null)[]> {
  const child = execFile(process.execPath, [
    join(ROOT, 'node_modules/eslint/bin/eslint.js'),
    ...['--stdin', '--stdin-filename', join(ROOT, path), '--format', 'json'],
  ]);
  let output = '';
  child.stdout?.on('data', (chunk: string) => (output += chunk));
  child.stdin?.end(text);
  await once(child, 'close');
  const results = JSON.parse(output) as { messages: { ruleId: string | null }[] }[];
  return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
}

describe('the lint rules of GraphQL', () => {
  const schema = readFileSync(join(ROOT, SCHEMA), 'utf8');

  it('take the schema, and refuse it without a description', async () => {
    expect(await broken(SCHEMA, schema)).toEqual([]);
    const bare = schema.replace('"""A user account."""\n', '');
    expect(bare).not.toBe(schema);
    expect(await broken(SCHEMA, bare)).toEqual(['@graphql-eslint/require-description']);
  });

  it('refuse an operation with a field that is not there', async () => {
    expect(await broken('schema/operations/me.graphql', 'query Me { me { id nickname } }')).toEqual([
      '@graphql-eslint/fields-on-correct-type',
    ]);
  });
});

/** What a schema deprecates without a day until which it stays. */
function endless(sdl: string): string[] {
  const found: string[] = [];
  visit(parse(sdl), {
    Directive(node) {
      if (node.name.value !== 'deprecated') return;
      const text = print(node);
      if (!/until \d{4}-\d{2}-\d{2}/.test(text)) found.push(text);
    },
  });
  return found;
}

describe('a deprecation', () => {
  it('says until when', () => {
    expect(endless(readFileSync(join(ROOT, SCHEMA), 'utf8'))).toEqual([]);
  });

  it('is refused when it does not', () => {
    const query = (reason: string) => `type Query { me: String @deprecated(reason: "${reason}") }`;
    expect(endless(query('Use `viewer`.'))).toEqual(['@deprecated(reason: "Use `viewer`.")']);
    expect(endless(query('Use `viewer`. Stays until 2027-12-31.'))).toEqual([]);
  });
});
