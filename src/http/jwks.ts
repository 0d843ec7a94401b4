import type { FastifyInstance } from 'fastify';

/** The public keys, for every service that checks our access tokens by itself. @param jwks a JWK Set (RFC 7517, 5) */
export function mountJwks(server: FastifyInstance, jwks: object): void {
  server.get('/.well-known/jwks.json', async (_request, reply) =>
    reply
      .type('application/jwk-set+json')
      .header('cache-control', 'public, max-age=300')
      .header('access-control-allow-origin', '*')
      .send(jwks),
  );
}
