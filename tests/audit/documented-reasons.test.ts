import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { en } from '../../examples/web/src/texts/en.js';
import { describedValues, reasonsIn, requireDocumentedReason } from '../setup/documented-reasons.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (pattern: string, except: readonly string[] = []) =>
  globSync(pattern, { cwd: ROOT })
    .filter((file) => !except.includes(file))
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('\n');

/** Every test runs this check on what its servers log. Only here it has to fail. */
describe('the check that the reason of an event stands in the description of its type', () => {
  it('accepts what is there, and events without a reason', () => {
    for (const [type, reason] of [
      ['signInRefused', 'wrongPassword'],
      ['codeNotSent', 'INVALID_PHONE_NUMBER'],
      ['changeUndone', 'passwordChanged'],
    ] as const)
      expect(() => requireDocumentedReason({ type, reason })).not.toThrow();
    expect(() => requireDocumentedReason({ type: 'signedIn' })).not.toThrow();
  });

  it('refuses another reason, the reason of another type, and a type that is not there', () => {
    const met = (type: string, reason: string) => () => requireDocumentedReason({ type, reason });
    expect(met('signInRefused', 'loggedOut')).toThrow('that the reason of SIGN_IN_REFUSED can be loggedOut');
    expect(met('codeNotSent', 'FAILED')).toThrow('that the reason of CODE_NOT_SENT can be FAILED');
    expect(met('changeUndone', 'signedIn')).toThrow('that the reason of CHANGE_UNDONE can be signedIn');
    expect(met('nothing', 'staff')).toThrow('does not have the event NOTHING');
  });
});

describe('a reason that is described', () => {
  const described = describedValues('SecurityEventType');

  it('is written by the code', () => {
    const code = read('src/**/*.ts', ['src/audit/security-event.entity.ts']);
    const reasons = new Set([...described.values()].flatMap(reasonsIn));
    expect(reasons.size).toBeGreaterThan(30);
    expect([...reasons].filter((reason) => !code.includes(`'${reason}'`))).toEqual([]);
  });

  it('is the one that the pages and the documentation name', () => {
    const reasons = new Set([...described.values()].flatMap(reasonsIn));
    expect(Object.keys(en.because).filter((reason) => !reasons.has(reason))).toEqual([]);
    const named = [
      ...read('docs/*.md').matchAll(/((?:`[A-Z_]+`[, ]*(?:or |and )?)+)with the reason `(\w+)`/g),
    ];
    expect(named.length).toBeGreaterThan(1);
    for (const [, types = '', reason = ''] of named)
      for (const [, type = ''] of types.matchAll(/`(\w+)`/g))
        expect([type, reasonsIn(described.get(type) ?? '')]).toEqual([
          type,
          expect.arrayContaining([reason]),
        ]);
  });
});
