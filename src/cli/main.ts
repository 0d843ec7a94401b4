#!/usr/bin/env node
import { prepareRuntime } from '../runtime.js';

prepareRuntime();
// Only now, so that it is taken from the cache.
const { run } = await import('./run.js');
await run();
