#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// As in the server's main.ts: what comes after is taken from the cache.
enableCompileCache();
const { run } = await import('./run.js');
await run();
