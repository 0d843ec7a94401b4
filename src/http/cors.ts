import cors from '@fastify/cors';
import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import type { Config } from '../config/config.js';
import { LOCALHOST } from './front-ends.js';

/** Lets pages of the origins in `CORS_ORIGINS` read the responses. */
export function allowFrontEnds(
  server: FastifyInstance,
  { corsOrigins, tokenCookies }: Pick<Config, 'corsOrigins' | 'tokenCookies'>,
): void {
  const options = {
    origin: corsOrigins === 'localhost' ? LOCALHOST : [...corsOrigins],
    // Never to any port of this machine: whatever runs there is the same site.
    credentials: tokenCookies && corsOrigins !== 'localhost',
    methods: ['GET', 'POST'],
    // An OPTIONS request that is no preflight gets a response without a body, not a page of the framework.
    strictPreflight: false,
    // A page counts down to `resendAt` by the clock of the server.
    exposedHeaders: ['retry-after', 'date'],
    maxAge: 600,
  };
  cors(skippingOtherClients(server), options, (error) => {
    if (error) throw error;
  });
}

/** The server as the plugin sees it. Its hook takes longer than all our own, and only browsers need what it adds. */
function skippingOtherClients(server: FastifyInstance): FastifyInstance {
  const addHook = (name: 'onRequest', hook: onRequestHookHandler) =>
    server.addHook(name, function (request, reply, done) {
      if (request.headers.origin !== undefined || request.method === 'OPTIONS') {
        hook.call(this, request, reply, done);
        return;
      }
      // A cache must not give this response to a page.
      reply.header('vary', 'Origin');
      done();
    });
  return Object.create(server, { addHook: { value: addHook } }) as FastifyInstance;
}
