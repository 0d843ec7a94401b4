import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeOnce } from '../../../src/core/keys/write-once.js';

const ROUNDS = 100;
const TEXT = 'k'.repeat(1_000_000);

/** Reads the file of each round until the next one, and counts the reads that found a part of the text. */
const READER = `
  const { readFileSync } = require('node:fs');
  const { workerData: { shared, folder, length } } = require('node:worker_threads');
  for (let round = 0; round >= 0; round = Atomics.load(shared, 0)) {
    try {
      const found = readFileSync(folder + '/' + round).length;
      Atomics.add(shared, found === length ? 1 : 2, 1);
    } catch {}
  }`;

describe('a file that is written once', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'write-once-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is whole for a process that reads it meanwhile', async () => {
    const shared = new Int32Array(new SharedArrayBuffer(12));
    const reader = new Worker(READER, { eval: true, workerData: { shared, folder, length: TEXT.length } });
    await new Promise((online) => reader.once('online', online));
    for (let round = 0; round < ROUNDS; round++) {
      Atomics.store(shared, 0, round);
      writeOnce(join(folder, String(round)), TEXT);
    }
    const last = Atomics.load(shared, 1);
    while (Atomics.load(shared, 1) === last) await new Promise((next) => setTimeout(next, 5));
    Atomics.store(shared, 0, -1);
    await new Promise((exited) => reader.once('exit', exited));
    expect(Atomics.load(shared, 1)).toBeGreaterThan(0);
    expect(Atomics.load(shared, 2)).toBe(0);
  });

  it('keeps what another process wrote, is private, and leaves no draft', () => {
    const file = join(folder, 'key');
    expect(writeOnce(file, 'first')).toBe(true);
    expect(writeOnce(file, 'second')).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe('first');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.startsWith('key'))).toEqual(['key']);
  });
});
