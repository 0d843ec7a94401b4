import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Simulator } from '../two-factor/simulator/simulator.js';
import { pagePolicy } from './page-policy.js';

/** The same from `src` and from `dist`. */
const FOLDER = join(import.meta.dirname, '../../pages/simulator');

const PAGE = [
  { url: '/simulator', file: 'index.html', type: 'text/html' },
  { url: '/simulator/page.css', file: 'page.css', type: 'text/css' },
  { url: '/simulator/page.mjs', file: 'page.mjs', type: 'text/javascript' },
] as const;

const POLICY = pagePolicy();

/**
 * What the simulator "sent": `/simulator` for people, `/simulator/messages` as JSON for programs, newest first.
 * Whoever can reach these can read every code, which is why there is no simulator in production.
 */
export function mountSimulator(server: FastifyInstance, simulator: Simulator): void {
  server.get('/simulator/messages', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send(simulator.messages()),
  );
  for (const { url, file, type } of PAGE)
    server.get(url, async (_request, reply) =>
      reply
        .type(`${type}; charset=utf-8`)
        .header('cache-control', 'no-cache')
        .header('content-security-policy', POLICY)
        .send(await readFile(join(FOLDER, file))),
    );
}
