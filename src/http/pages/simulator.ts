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
 * Serves what was "sent": `/simulator` for people; for programs `/simulator/messages` and `/simulator/mail` as JSON,
 * newest first. They contain every code, so production never has a simulator.
 *
 * @param simulator undefined if messages go out through a real provider
 * @param mailbox undefined if mails go out through a mail server
 */
export function mountSimulator(
  server: FastifyInstance,
  simulator: { messages(): unknown } | undefined,
  mailbox: { mails(): unknown } | undefined,
): void {
  const lists = {
    '/simulator/messages': simulator && (() => simulator.messages()),
    '/simulator/mail': mailbox && (() => mailbox.mails()),
  };
  for (const [url, list] of Object.entries(lists))
    if (list)
      server.get(url, async (_request, reply) => reply.header('cache-control', 'no-store').send(list()));
  for (const { url, file, type } of PAGE)
    mountPageFile(server, url, { path: join(FOLDER, file), type, policy: POLICY });
}
