import { describe, expect, it } from '@jest/globals';
import { factorTexts as factorsDe } from '../../../examples/web/src/texts/factors/de.js';
import { factorTexts as factorsEn } from '../../../examples/web/src/texts/factors/en.js';
import { factorTexts as factorsEs } from '../../../examples/web/src/texts/factors/es.js';
import { factorTexts as factorsFr } from '../../../examples/web/src/texts/factors/fr.js';
import { factorTexts as factorsPl } from '../../../examples/web/src/texts/factors/pl.js';
import { staffTexts as staffDe } from '../../../examples/web/src/texts/staff/de.js';
import { staffTexts as staffEn } from '../../../examples/web/src/texts/staff/en.js';
import { staffTexts as staffEs } from '../../../examples/web/src/texts/staff/es.js';
import { staffTexts as staffFr } from '../../../examples/web/src/texts/staff/fr.js';
import { staffTexts as staffPl } from '../../../examples/web/src/texts/staff/pl.js';

/** Every sentence by its path. One with a number or a name in it is written out for 2. */
function written(texts: object, path = ''): Map<string, string> {
  const sentences = Object.entries(texts).flatMap(([key, text]: [string, unknown]): [string, string][] => {
    if (typeof text === 'string') return [[path + key, text]];
    if (typeof text === 'function') return [[path + key, (text as (...args: number[]) => string)(2, 2)]];
    return [...written(text as object, `${path}${key}.`)];
  });
  return new Map(sentences);
}

describe('the sentences of the pages', () => {
  it.each([
    ['second factors', 'German', factorsEn, factorsDe, ['kinds.PASSKEY', 'name']],
    ['second factors', 'Spanish', factorsEn, factorsEs, []],
    ['second factors', 'French', factorsEn, factorsFr, ['kinds.EMAIL']],
    ['second factors', 'Polish', factorsEn, factorsPl, ['kinds.EMAIL']],
    ['users', 'German', staffEn, staffDe, []],
    ['users', 'Spanish', staffEn, staffEs, []],
    ['users', 'French', staffEn, staffFr, ['invitation']],
    ['users', 'Polish', staffEn, staffPl, []],
  ])('about %s are all translated, in %s', (_about, _language, english, texts, same) => {
    const originals = written(english);
    const left = [...written(texts)].filter(([key, text]) => originals.get(key) === text);
    expect(left.map(([key]) => key)).toEqual(same);
  });
});
