import type { EntityManager } from '@mikro-orm/postgresql';
import { ServiceError } from './service-error.js';
import type { StatementRunner } from './statement.js';

/** What a service knows about the request it works for. Made once a request, by the context builder. */
export interface RequestScope {
  /** Forked for this request: no other request sees its rows. */
  readonly em: EntityManager;
  /** Runs single statements without a fork of `em`. Unset in a transaction, where `em` runs them. */
  readonly runner?: StatementRunner;
  /** Address of the client, behind the trusted proxies. */
  readonly ipAddress: string;
  readonly userAgent: string | null;
  /** BCP 47 language the client prefers. */
  readonly locale: string | undefined;
  /** The token of a remembered device, as the client sent it. */
  readonly trustedDevice?: string | undefined;
  /** The signed-in user; null without an access token. */
  readonly viewer: Viewer | null;
  /** Inside a transaction: runs an effect after the commit. `record` says how it can be stored: see `transaction.ts`. */
  readonly afterCommit?: (effect: () => void, record?: KeptEffect) => void;
}

/** An effect of a commit in a form that can be stored: what happens, and what it needs to know. No secrets. */
export interface KeptEffect {
  readonly kind: string;
  readonly payload: Record<string, unknown>;
}

/** The signed-in user, from the access token and its session. */
export interface Viewer {
  readonly userId: string;
  readonly sessionId: string;
  /** RFC 8176 methods of the sign-in. */
  readonly amr: readonly string[];
  /** Time of the last sign-in or step-up. */
  readonly authenticatedAt: Date;
  /** Whether the session may do nothing but add a factor. */
  readonly mayOnlyEnroll: boolean;
  /** Whether a recovery code opened the session, and no other factor confirmed it since. */
  readonly isRecovered: boolean;
}

/** @throws FORBIDDEN if the viewer is not this user */
export function requireSelf(viewer: Viewer, userId: string): void {
  if (viewer.userId !== userId) throw new ServiceError('FORBIDDEN');
}
