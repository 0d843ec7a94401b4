import { createRequire, setSourceMapsSupport } from 'node:module';
import { pathToFileURL } from 'node:url';
import { provideGlobals } from './modules.mjs';

const require = createRequire(import.meta.url);
const { default: circus } = require('jest-circus/runner');

setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });

let files = 0;

/**
 * Jest's own runner, except that Node loads the modules: each worker loads the server once for all its test files.
 * In a vm context for each file, as Jest has it, that cost three seconds a file. The files of a worker share `dist`
 * and packages; a test file and what it imports of `tests` it has for itself.
 */
export default async function run(globalConfig, config, environment, runtime, testPath, sendMessage) {
  runtime.requireInternalModule = requireAnew;
  runtime.unstable_shouldLoadAsEsm = () => true;
  runtime.unstable_importModule = async (path) => {
    provideGlobals(runtime.requireModuleOrMock(path, '@jest/globals'));
    files += 1;
    await import(`${pathToFileURL(path)}?file=${files}`);
  };
  return circus(globalConfig, config, environment, runtime, testPath, sendMessage);
}

/** The half of jest-circus that holds the tests of one file. */
function requireAnew(path) {
  Reflect.deleteProperty(globalThis, Symbol.for('EVENT_HANDLERS'));
  Reflect.deleteProperty(require.cache, path);
  return require(path);
}
