import { expect, it } from '@jest/globals';
import { createWaitWords } from '../../src/core/wait-words.js';

it.each([
  ['en', 1, 'in 1 second'],
  ['en', 30, 'in 30 seconds'],
  ['en', 90, 'in 90 seconds'],
  ['en', 91, 'in 2 minutes'],
  ['en', 180, 'in 3 minutes'],
  ['en', 181, 'in 4 minutes'],
  ['en', 3600, 'in 60 minutes'],
  ['en', 5401, 'in 2 hours'],
  ['en', 86_400, 'in 24 hours'],
  ['pl', 1, 'za 1 sekundę'],
  ['pl', 180, 'za 3 minuty'],
  ['pl', 300, 'za 5 minut'],
  ['de', 180, 'in 3 Minuten'],
  ['es', 180, 'dentro de 3 minutos'],
  ['fr', 180, 'dans 3 minutes'],
])('a wait is written in words that people use: %s, %i seconds', (language, seconds, words) => {
  expect(createWaitWords(language)(seconds)).toBe(words);
});
