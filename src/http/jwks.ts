import type { FastifyInstance } from 'fastify';
import type { KeyRing } from '../services/key-ring.js';

/** The public keys, for every service that checks our access tokens by itself (RFC 7517). */
export function mountJwks(server: FastifyInstance, keys: KeyRing): void {
  server.get('/.well-known/jwks.json', async (_request, reply) =>
    reply
      .type('application/jwk-set+json')
      .header('cache-control', 'public, max-age=300')
      .header('access-control-allow-origin', '*')
      .send(keys.jwks),
  );
}
