import { registerHooks } from 'node:module';

const BENCH = new URL('.', import.meta.url).href;

/**
 * Lets plain Node run the bench: beside it `./x.js` is `./x.ts`, and `../src/x.js` is what was built from it.
 * The types come from the source, and what is measured is what is deployed.
 */
registerHooks({
  resolve(specifier, context, next) {
    const parent = context.parentURL ?? '';
    if (!specifier.startsWith('.') || !parent.startsWith(BENCH) || parent.includes('/node_modules/'))
      return next(specifier, context);
    const found = /^(\.\.\/)+src\//.test(specifier)
      ? specifier.replace('/src/', '/dist/')
      : specifier.replace(/\.js$/, '.ts');
    return next(found, context);
  },
});
