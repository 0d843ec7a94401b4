import { lstatSync, mkdirSync } from 'node:fs';
import module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

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
  const folder = privateCacheFolder(tmpdir());
  if (folder !== undefined) module.enableCompileCache(folder);
}

/**
 * Gives back what the start left behind: half of the heap. V8 would keep it for as long as little is asked of the process.
 * Takes a tenth of a second.
 */
export function collectStartUp(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: object) => void;
  // This flavor shrinks the young generation, too.
  collect({ type: 'major', flavor: 'last-resort' });
}

const WRITABLE_BY_OTHERS = 0o022;
/** In a folder with this bit, nobody renames or removes what belongs to others. */
const STICKY = 0o1000;

/**
 * A folder for compiled code that only this user can write. Node runs what it finds there, so a folder that another
 * user could have filled must not be used.
 *
 * @param parent where temporary files go
 * @returns undefined if there is no such folder
 */
export function privateCacheFolder(parent: string): string | undefined {
  const uid = process.getuid?.();
  // The temporary folder of Windows is the user's own.
  if (uid === undefined) return join(parent, 'graphql-two-factor-auth');
  const folder = join(parent, `graphql-two-factor-auth-${uid}`);
  try {
    const above = lstatSync(parent);
    if ((above.mode & WRITABLE_BY_OTHERS) !== 0 && (above.mode & STICKY) === 0) return undefined;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    const isOurs = found.isDirectory() && found.uid === uid && (found.mode & WRITABLE_BY_OTHERS) === 0;
    return isOurs ? folder : undefined;
  } catch {
    return undefined;
  }
}
