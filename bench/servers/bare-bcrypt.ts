/** The most password checks that the machine makes on as many threads: bcrypt alone, in a process of its own. */

import bcrypt from 'bcrypt';

const PASSWORD = 'correct horse battery';
const threads = Number(process.env['THREADS']);
const hash = await bcrypt.hash(PASSWORD, Number(process.env['BCRYPT_COST']));

/** Compares for so many milliseconds, and reports how many comparisons that were a second. */
process.on('message', (ms: number) => {
  void measure(ms).then((perSecond) => process.send?.(perSecond));
});
process.send?.('ready');

async function measure(ms: number): Promise<number> {
  const startedAt = performance.now();
  let done = 0;
  const work = async () => {
    while (performance.now() - startedAt < ms) {
      await bcrypt.compare(PASSWORD, hash);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  return done / ((performance.now() - startedAt) / 1000);
}
