import type { FastifyInstance } from 'fastify';

/**
 * `GET /demo-user` returns the demo user to the pages of a development server; `user` is null if there is none. It is
 * never mounted in production.
 *
 * @param find reads the database
 */
export function mountDemoUser(
  server: FastifyInstance,
  find: () => Promise<{ username: string; password: string } | null>,
): void {
  server.get('/demo-user', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ user: await find() }),
  );
}
