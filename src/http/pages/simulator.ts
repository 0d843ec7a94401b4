import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pagePolicy } from './page-policy.js';
import { mountPageFile } from './static-page.js';

/** The same from `src` and from `dist`. */
const FOLDER = join(import.meta.dirname, '../../../pages/simulator');

const PAGE = [
  { url: '/simulator', file: 'index.html', type: 'text/html' },
  { url: '/simulator/page.css', file: 'page.css', type: 'text/css' },
  { url: '/simulator/page.mjs', file: 'page.mjs', type: 'text/javascript' },
] as const;

const POLICY = pagePolicy();

/**
 * Serves the messages that the simulator "sent": `/simulator` for people, `/simulator/messages` as JSON for programs,
 * newest first. They contain every code, so production never has a simulator.
 */
export function mountSimulator(server: FastifyInstance, simulator: { messages(): unknown }): void {
  server.get('/simulator/messages', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send(simulator.messages()),
  );
  for (const { url, file, type } of PAGE)
    mountPageFile(server, url, { path: join(FOLDER, file), type, policy: POLICY });
}
