import { join } from 'node:path';
import { defineConfig } from 'vite';

const ROOT = join(import.meta.dirname, '../..');
/** Where `npm run dev` serves. */
const API = 'http://localhost:4000';

/** `npm run example` serves it with the API behind it; `npm run build` puts it where the server finds it. */
export default defineConfig({
  root: import.meta.dirname,
  // Outside of this repository the client package comes from node_modules, and this goes.
  resolve: {
    alias: [
      { find: 'graphql-two-factor-auth/client/apollo', replacement: join(ROOT, 'client/apollo.ts') },
      { find: 'graphql-two-factor-auth/client', replacement: join(ROOT, 'client/index.ts') },
    ],
  },
  server: {
    proxy: Object.fromEntries(
      // A refused `/return` shows the pages that were built, with their assets.
      ['/graphql', '/graphiql', '/simulator', '/demo-user', '/return', '/assets'].map((path) => [path, API]),
    ),
  },
  build: {
    outDir: join(ROOT, 'dist/web'),
    emptyOutDir: true,
    assetsDir: 'assets',
    chunkSizeWarningLimit: 800,
  },
});
