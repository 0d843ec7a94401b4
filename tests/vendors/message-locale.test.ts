import { describe, expect, it } from '@jest/globals';
import { twilioLocale } from '../../src/vendors/message-locale.js';

describe('twilioLocale', () => {
  it.each([
    ['pl', 'pl'],
    ['pl-PL', 'pl'],
    ['en-US', 'en'],
    ['en-gb', 'en-GB'],
    ['pt-br', 'pt-BR'],
    ['pt-PT', 'pt'],
    ['zh-TW', 'zh-HK'],
    ['zh-Hans-SG', 'zh-CN'],
    ['no', 'nb'],
    ['fil-PH', 'tl'],
    ['sr-Latn-RS', undefined],
    ['tlh', undefined],
    ['*', undefined],
    ['x; drop', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('asks for %s as %s', (tag, expected) => {
    expect(twilioLocale(tag)).toBe(expected);
  });
});
