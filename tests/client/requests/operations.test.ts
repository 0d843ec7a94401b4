import { print, parse } from 'graphql';
import { describe, expect, it } from '@jest/globals';
import * as documents from '../../../client/generated/graphql.js';
import * as operations from '../../../client/requests/operations.js';

const texts = Object.entries(operations).filter(
  (entry): entry is [string, Extract<(typeof entry)[1], string>] => typeof entry[1] === 'string',
);

describe('what the client sends', () => {
  it.each(texts)('is an operation of schema/operations: %s', (_name, text) => {
    const [, name = ''] = /^(?:query|mutation) (\w+)/.exec(text) ?? [];
    const document = documents[`${name}Document` as keyof typeof documents];
    expect(print(parse(text))).toBe(print(document as Parameters<typeof print>[0]));
  });
});
