import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../', import.meta.url).href;
const TESTS = `${ROOT}tests/`;
/** Tests import the sentences of the pages. */
const TEXTS = `${ROOT}examples/web/src/texts/`;
const RUNNER = new URL('./', import.meta.url).href;
const GLOBALS = 'jest:globals';

let globals = {};

/** What `@jest/globals` exports to the test file that is loaded next. */
export function provideGlobals(ofFile) {
  globals = ofFile;
}

/**
 * Node runs the TypeScript of the tests as it is, with its types blanked out, so lines and columns stay. What they
 * import as `./x.js` is `./x.ts`; `src` and `client` are what was built from them, which Node maps back in stack traces.
 */
registerHooks({
  resolve(specifier, context, next) {
    const { parentURL = '' } = context;
    if (!parentURL.startsWith(TESTS) && !parentURL.startsWith(TEXTS)) return next(specifier, context);
    const { search } = new URL(parentURL);
    if (specifier === '@jest/globals') return { url: GLOBALS + search, format: 'module', shortCircuit: true };
    if (!specifier.startsWith('.')) return next(specifier, context);
    const { href } = new URL(specifier, parentURL);
    if (href.startsWith(`${ROOT}src/`)) return next(href.replace(`${ROOT}src/`, `${ROOT}dist/`), context);
    if (href.startsWith(`${ROOT}client/`))
      return next(href.replace(`${ROOT}client/`, `${ROOT}dist/client/`), context);
    const typed = href.replace(/\.js$/, '.ts');
    const found = existsSync(fileURLToPath(typed)) ? typed : href;
    return next(isOfFile(found) ? found + search : found, context);
  },
  load(url, context, next) {
    if (!url.startsWith(GLOBALS)) return next(url, context);
    const source = `export const { ${Object.keys(globals).join(', ')} } = globalThis[Symbol.for('${GLOBALS}')];`;
    globalThis[Symbol.for(GLOBALS)] = globals;
    return { source, format: 'module', shortCircuit: true };
  },
});

/** What each test file has for itself. */
function isOfFile(url) {
  return url.startsWith(TESTS) && !url.startsWith(RUNNER);
}
