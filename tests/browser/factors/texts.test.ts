import { describe, expect, it } from '@jest/globals';
import { factorTexts as de } from '../../../examples/web/src/texts/factors/de.js';
import { factorTexts as en } from '../../../examples/web/src/texts/factors/en.js';
import { factorTexts as es } from '../../../examples/web/src/texts/factors/es.js';
import { factorTexts as fr } from '../../../examples/web/src/texts/factors/fr.js';
import { factorTexts as pl } from '../../../examples/web/src/texts/factors/pl.js';

/** Every sentence by its path. One with a number or a name in it is written out for 2. */
function written(texts: object, path = ''): Map<string, string> {
  const sentences = Object.entries(texts).flatMap(([key, text]: [string, unknown]): [string, string][] => {
    if (typeof text === 'string') return [[path + key, text]];
    if (typeof text === 'function') return [[path + key, (text as (...args: number[]) => string)(2, 2)]];
    return [...written(text as object, `${path}${key}.`)];
  });
  return new Map(sentences);
}

describe('the sentences about second factors', () => {
  it.each([
    ['German', de, ['kinds.PASSKEY', 'name']],
    ['Spanish', es, []],
    ['French', fr, ['kinds.EMAIL']],
    ['Polish', pl, ['kinds.EMAIL']],
  ])('are all translated, in %s', (_language, texts, same) => {
    const english = written(en);
    const left = [...written(texts)].filter(([key, text]) => english.get(key) === text);
    expect(left.map(([key]) => key)).toEqual(same);
  });
});
