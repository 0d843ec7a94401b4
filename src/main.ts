import { prepareRuntime } from './runtime.js';

prepareRuntime();
// Only now, so that it is taken from the cache.
const { serve } = await import('./server.js');
await serve();
