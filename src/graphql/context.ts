import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { ServiceError } from '../services/errors.js';
import type { RequestScope, Viewer } from '../services/request-scope.js';
import type { SessionService } from '../services/session.service.js';
import type { TokenService } from '../services/token.service.js';
import { ContextError } from './context-error.js';
import { Reader } from './messages/reader.js';

/** What the HTTP side knows of a request. */
export interface RequestFacts {
  authorization: string | undefined;
  ipAddress: string;
  userAgent: string | undefined;
  acceptLanguage: string | undefined;
}

/** What every resolver gets. */
export class GraphQLContext {
  constructor(
    readonly scope: RequestScope,
    /** For whom sentences are. */
    readonly reader: Reader,
  ) {}

  /** @throws UNAUTHENTICATED when nobody is signed in */
  requireViewer(): Viewer {
    const { viewer } = this.scope;
    if (!viewer) throw new ServiceError('UNAUTHENTICATED');
    return viewer;
  }
}

export type ContextBuilder = (facts: RequestFacts) => Promise<GraphQLContext>;

const MAX_USER_AGENT = 300;

/**
 * Decodes and verifies the Bearer token once a request. A bad token is refused even where none is needed: a
 * client that thinks it is signed in must not be answered as a stranger.
 */
export function createContextBuilder(
  orm: MikroORM,
  tokens: TokenService,
  sessions: SessionService,
): ContextBuilder {
  return async ({ authorization = '', ipAddress, userAgent, acceptLanguage }) => {
    const reader = new Reader(acceptLanguage);
    let em: EntityManager | undefined;
    let viewer: Viewer | null = null;
    const scope: RequestScope = {
      /** Made when it is first asked for: a request that reads nothing does not pay for it. */
      get em() {
        em ??= orm.em.fork();
        return em;
      },
      ipAddress,
      userAgent: userAgent?.slice(0, MAX_USER_AGENT) ?? null,
      get locale() {
        return reader.favorite;
      },
      get viewer() {
        return viewer;
      },
    };
    if (authorization.trim() === '') return new GraphQLContext(scope, reader);

    try {
      const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
      const claims = token && tokens.verifyAccessToken(token);
      const found = claims && (await sessions.findViewer(claims, scope));
      if (!found) throw new ServiceError('UNAUTHENTICATED');
      viewer = found;
    } catch (error) {
      throw new ContextError(error, scope, reader);
    }
    return new GraphQLContext(scope, reader);
  };
}
