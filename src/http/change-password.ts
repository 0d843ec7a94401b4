import type { FastifyInstance } from 'fastify';

/**
 * Leads password managers to the page where a password is changed
 * (https://www.w3.org/TR/change-password-url/).
 *
 * @param page if undefined, the path is not found
 */
export function mountChangePassword(server: FastifyInstance, page: string | undefined): void {
  if (page === undefined) return;
  server.get('/.well-known/change-password', async (_request, reply) => reply.redirect(page, 302));
}
