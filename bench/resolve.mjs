import { registerHooks } from 'node:module';

const BENCH = new URL('.', import.meta.url).href;

/**
 * Lets plain Node run the bench: beside it `./x.js` is `./x.ts`, and `../src/x.js` is what was built from it.
 * The types come from the source, and what is measured is what is deployed.
 */
registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('.') || !context.parentURL?.startsWith(BENCH)) return next(specifier, context);
    const found = specifier.startsWith('../src/')
      ? specifier.replace('../src/', '../dist/')
      : specifier.replace(/\.js$/, '.ts');
    return next(found, context);
  },
});
