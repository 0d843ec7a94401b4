import { expect, it } from '@jest/globals';
import { collectStartUp } from '../src/runtime.js';

const MEBIBYTE = 2 ** 20;

/** Objects that are old when they are dropped. @returns the size of the heap that holds them */
function growHeap(): number {
  const held = Array.from({ length: MEBIBYTE }, (_, index) => ({ index }));
  collectStartUp();
  const { heapTotal } = process.memoryUsage();
  return held.length > 0 ? heapTotal : 0;
}

it('the memory that only the start needed is given back', () => {
  const full = growHeap();
  collectStartUp();
  expect(full - process.memoryUsage().heapTotal).toBeGreaterThan(20 * MEBIBYTE);
});
