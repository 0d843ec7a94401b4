/**
 * Imported before the production build, with --expose-gc: at SIGUSR2 it collects all garbage and prints what the
 * heap and the process hold then, in MiB.
 */
process.on('SIGUSR2', () => {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  const mebibytes = { heap: (heapUsed + external) / 2 ** 20, resident: rss / 2 ** 20 };
  process.stdout.write(`${JSON.stringify(mebibytes)}\n`);
});
