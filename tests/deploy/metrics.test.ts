import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startServer } from '../setup/server.js';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = ['.env.example', 'README.md', ...globSync('docs/**/*.md', { cwd: ROOT })];
/** `rate_limit_exceeded_total{limit="sendsPerDay"}`: an own metric, perhaps with labels. */
const METRIC = /\b(?:(?:auth|http|rate|two)(?:_[a-z]+){2,}|outbox_[a-z_]+)(?:\{[^}]*\})?/g;

describe('the metrics that operators should watch', () => {
  it('are among those that the server shows', async () => {
    const server = await startServer();
    const shown = await (await fetch(`${server.url}/metrics`)).text();
    await server.close();
    const named = PAGES.flatMap((page) => readFileSync(join(ROOT, page), 'utf8').match(METRIC) ?? []);
    expect(named.length).toBeGreaterThan(8);
    const isShown = (metric: string) => {
      const [name = '', labels = ''] = metric.split(/[{}]/);
      if (!shown.includes(`\n# TYPE ${name} `)) return false;
      // An alarm sees a counter rise only if it was there before.
      if (/^(limit|state)=/.test(labels)) return shown.includes(`\n${metric} `);
      return !labels.startsWith('type=') || shown.includes(`\n${name}{${labels.split(',')[0]},`);
    };
    expect(named.filter((metric) => !isShown(metric))).toEqual([]);
  });
});
