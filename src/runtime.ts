import module from 'node:module';

/** As `engines` in package.json: an older one starts, and fails at the first request that needs what it lacks. */
const OLDEST_NODE = [22, 17] as const;

/** Ends the process where Node.js is too old; has all modules that are imported later taken from the cache. */
export function prepareRuntime(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    process.stderr.write(
      `Node.js ${OLDEST_NODE.join('.')} or later is needed; this is ${process.versions.node}. \`npm start\` and \`npm run\` bring one along.\n`,
    );
    process.exit(1);
  }
  // A quarter of the time to start.
  module.enableCompileCache();
}
