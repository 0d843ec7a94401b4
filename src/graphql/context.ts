import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { GraphQLError } from 'graphql';
import { refusalOf } from '../services/database-failure.js';
import { ServiceError } from '../services/errors.js';
import type { RequestScope, Viewer } from '../services/request-scope.js';
import type { SessionService } from '../services/session.service.js';
import type { TokenService } from '../services/token.service.js';
import { Reader, rememberReader } from './messages/reader.js';
import { translateRefusal } from './messages/translate.js';

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

    const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
    const claims = token && tokens.verifyAccessToken(token);
    const found = claims && (await tellingReader(reader, () => sessions.findViewer(claims, scope)));
    if (!found) throw unauthenticated(reader);
    viewer = found;
    return new GraphQLContext(scope, reader);
  };
}

/** What fails before there is a context is formatted without one; it must still find its reader and its status. */
async function tellingReader<T>(reader: Reader, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const failure = new ContextError(error);
    rememberReader(failure, reader);
    throw failure;
  }
}

/** A failure of the context, which Apollo Server would answer with status 500 and without `Retry-After`. */
export class ContextError extends GraphQLError {
  constructor(readonly thrown: unknown) {
    const retryAfter = refusalOf(thrown)?.details.retryAfter;
    const headers = new Map([['retry-after', String(retryAfter)]]);
    super('The context cannot be made.', {
      extensions: retryAfter === undefined ? {} : { http: { status: 503, headers } },
    });
  }
}

/** RFC 6750, 3.1. The status is part of the error, because it happens before there is anything to execute. */
function unauthenticated({ language }: Reader): GraphQLError {
  return new GraphQLError(translateRefusal(new ServiceError('UNAUTHENTICATED'), language), {
    extensions: {
      code: 'UNAUTHENTICATED',
      http: {
        status: 401,
        headers: new Map([
          ['www-authenticate', 'Bearer error="invalid_token"'],
          ['content-language', language],
        ]),
      },
    },
  });
}
