import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { preparedFolder } from '../setup/process.js';

const EMBEDDED = pathToFileURL(join(import.meta.dirname, '../../dist/database/embedded.js')).href;

/** Says that it is ready, opens the database at the first word, says what came of it, and holds on. */
const OPENER = `
  const { openEmbedded } = await import(process.argv[1]);
  process.stdin.once('data', () =>
    openEmbedded(process.argv[2]).then(
      () => console.log('opened'),
      ({ name, message }) => console.log(name === 'FolderInUseError' ? name : message),
    ),
  );
  console.log('ready');
`;

const openers = new Set<ChildProcess>();

/** The openers go as in a power cut, with whatever they hold. */
async function killAll(): Promise<void> {
  await Promise.all(
    [...openers].map(async (child) => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }),
  );
  openers.clear();
}

async function startOpener(folder: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', OPENER, EMBEDDED, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  openers.add(child);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async () => String((await lines.next()).value);
  expect(await nextLine()).toBe('ready');
  return {
    open: () => {
      child.stdin.write('go\n');
      return nextLine();
    },
  };
}

afterEach(killAll);

describe('the embedded database', () => {
  it('is opened by one of many processes at once, also where the last one was killed', async () => {
    const folder = preparedFolder('many-at-once');
    const expected = ['opened', ...Array.from({ length: 5 }, () => 'FolderInUseError')].toSorted();
    for (const before of ['nobody', ...Array.from({ length: 3 }, () => 'a killed process')]) {
      const all = await Promise.all(expected.map(() => startOpener(folder)));
      const outcomes = await Promise.all(all.map(({ open }) => open()));
      expect({ before, outcomes: outcomes.toSorted() }).toEqual({ before, outcomes: expected });
      await killAll();
    }
  });
});
