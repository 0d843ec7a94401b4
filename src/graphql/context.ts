import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { ServiceError } from '../core/service-error.js';
import type { RequestScope, Viewer } from '../core/request-scope.js';
import type { StatementRunner } from '../core/statement.js';
import { ContextError } from './context-error.js';
import { RequestLanguage } from './request-language.js';

/** The parts of an HTTP request that GraphQL needs. */
export interface RequestFacts {
  readonly authorization: string | undefined;
  readonly ipAddress: string;
  readonly userAgent: string | undefined;
  readonly acceptLanguage: string | undefined;
  /** Header `X-Trusted-Device`. */
  readonly trustedDevice: string | undefined;
  /** Undefined unless the client wants its refresh token in a cookie. */
  readonly refreshCookie: RefreshCookie | undefined;
}

/** The refresh token of a browser, where its scripts cannot read it. */
export interface RefreshCookie {
  /** The token that came with the request. */
  read(): string | undefined;
  /** Gives the browser another one. */
  write(token: string, expiresAt: Date): void;
  clear(): void;
}

/** The context of every resolver. */
export class GraphQLContext {
  constructor(
    readonly scope: RequestScope,
    /** The language of messages. */
    readonly requestLanguage: RequestLanguage,
    readonly refreshCookie?: RefreshCookie,
    private readonly endSession?: EndReplaced,
  ) {}

  /** Ends the session of a cookie that another one replaces, unless both are of the same session. */
  async endReplaced(refresh: string, sessionId: string): Promise<void> {
    await this.endSession?.(refresh, sessionId, this.scope);
  }

  /**
   * @param step `enrolling` for the few steps that a user needs to add a second factor
   * @throws UNAUTHENTICATED if nobody is signed in; TWO_FACTOR_ENROLLMENT_REQUIRED if the session may only add a factor
   */
  requireViewer(step?: 'enrolling'): Viewer {
    const { viewer } = this.scope;
    if (!viewer) throw new ServiceError('UNAUTHENTICATED');
    if (viewer.mayOnlyEnroll && step !== 'enrolling')
      throw new ServiceError('TWO_FACTOR_ENROLLMENT_REQUIRED');
    return viewer;
  }
}

export type ContextBuilder = (facts: RequestFacts) => Promise<GraphQLContext>;

/** @returns the viewer of an access token; undefined if the token is not valid */
export type Authenticate = (
  token: string,
  scope: RequestScope,
) => Viewer | undefined | Promise<Viewer | undefined>;

/** Ends the session of a refresh token, unless it is this one. */
export type EndReplaced = (refresh: string, sessionId: string, scope: RequestScope) => Promise<unknown>;

const MAX_USER_AGENT = 300;
/** Nothing else is the token of a device, and nothing else is hashed. */
const DEVICE_TOKEN = /^[\w-]{43}$/;

/**
 * Verifies the Bearer token once per request. An invalid token is refused even if the operation needs none: a client
 * that thinks it is signed in must not get the response of an anonymous one.
 */
export function createContextBuilder(
  orm: MikroORM,
  authenticate: Authenticate,
  endReplaced: EndReplaced,
): ContextBuilder {
  return async (facts) => {
    const { authorization = '', acceptLanguage, refreshCookie } = facts;
    const requestLanguage = new RequestLanguage(acceptLanguage);
    const scope = new HttpScope(orm, facts, requestLanguage);
    const context = new GraphQLContext(scope, requestLanguage, refreshCookie, endReplaced);
    if (authorization.trim() === '') return context;

    try {
      const scheme = /^Bearer +/i.exec(authorization)?.[0];
      const found = scheme && (await authenticate(authorization.slice(scheme.length), scope));
      if (!found) throw new ServiceError('UNAUTHENTICATED');
      scope.viewer = found;
    } catch (error) {
      throw new ContextError(error, scope, requestLanguage);
    }
    return context;
  };
}

/**
 * What is read at first use: most requests use little of it. A class, because V8 makes a hidden class of its own for
 * each object literal with getters, and keeps it until the next full collection.
 */
class HttpScope implements RequestScope {
  viewer: Viewer | null = null;
  private forked: EntityManager | undefined;
  private address: string | undefined;

  constructor(
    private readonly orm: MikroORM,
    private readonly facts: RequestFacts,
    private readonly requestLanguage: RequestLanguage,
  ) {}

  get em(): EntityManager {
    return (this.forked ??= this.orm.em.fork());
  }

  get runner(): StatementRunner {
    return this.orm.em;
  }

  get ipAddress(): string {
    return (this.address ??= this.facts.ipAddress);
  }

  get userAgent(): string | null {
    return this.facts.userAgent?.slice(0, MAX_USER_AGENT) ?? null;
  }

  get trustedDevice(): string | undefined {
    const { trustedDevice } = this.facts;
    return trustedDevice !== undefined && DEVICE_TOKEN.test(trustedDevice) ? trustedDevice : undefined;
  }

  get locale(): string | undefined {
    return this.requestLanguage.favorite;
  }
}
