import type { EntityManager } from '@mikro-orm/postgresql';

/** What a service knows about the request it works for. Made once a request, by the context builder. */
export interface RequestScope {
  /** Forked for this request: its rows are seen by nobody else. */
  readonly em: EntityManager;
  /** Of the client, past the proxies that are trusted. */
  readonly ipAddress: string;
  readonly userAgent: string | null;
  /** BCP 47 language the client prefers. */
  readonly locale: string | undefined;
  /** Who is signed in; null without an access token. */
  readonly viewer: Viewer | null;
  /** Inside a transaction: takes what is to be done once it stands. */
  readonly afterCommit?: (effect: () => void) => void;
}

/** Who is signed in, as their access token and session say. */
export interface Viewer {
  readonly userId: string;
  readonly sessionId: string;
  /** RFC 8176 methods of the sign-in. */
  readonly amr: readonly string[];
  /** When they last proved who they are. */
  readonly authenticatedAt: Date;
}
