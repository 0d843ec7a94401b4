import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/config.js';
import { mountChangePassword } from './change-password.js';
import { mountHealth, type Readiness } from './health.js';
import { mountJwks } from './jwks.js';

/** What the routes beside GraphQL show. */
export interface RouteSources {
  readonly readiness: Readiness;
  readonly jwks: object;
  findDemoUser(): Promise<{ username: string; password: string } | null>;
  /** undefined if codes go out through a real provider. */
  readonly simulator: { messages(): unknown } | undefined;
  /** undefined if mails go out through a mail server, or not at all. */
  readonly mailbox: { mails(): unknown } | undefined;
}

/** Mounts every route but GraphQL and the metrics. Pages are loaded only where they are served. */
export async function mountRoutes(
  server: FastifyInstance,
  config: Config,
  { readiness, jwks, findDemoUser, simulator, mailbox }: RouteSources,
): Promise<void> {
  mountHealth(server, readiness);
  mountJwks(server, jwks);
  mountChangePassword(server, config.changePasswordUrl);
  if (!config.production) (await import('./pages/demo-user.js')).mountDemoUser(server, findDemoUser);
  if (config.hostedPages) (await import('./pages/hosted-pages.js')).mountHostedPages(server, config);
  if (config.graphiql) (await import('./pages/graphiql.js')).mountGraphiQL(server);
  if (simulator ?? mailbox) (await import('./pages/simulator.js')).mountSimulator(server, simulator, mailbox);
}
