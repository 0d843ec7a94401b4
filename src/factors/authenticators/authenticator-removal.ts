import type { EntityData } from '@mikro-orm/core';
import { ERASE_REMOVED } from '../../accounts/undo/pending-change.sql.js';
import type { User } from '../../accounts/user.entity.js';
import type { Clock } from '../../core/clock.js';
import type { RequestScope } from '../../core/request-scope.js';
import { sentence } from '../../core/sentences.js';
import { badInput, ServiceError } from '../../core/service-error.js';
import { UUID } from '../../core/text.js';
import type { FactorNotices } from '../notices/factor-notices.js';
import { Authenticator, type AuthenticatorKind } from './authenticator.entity.js';
import { REMOVE_AUTHENTICATORS } from './authenticator.sql.js';

/** What it takes to remove one authenticator. */
export interface Removal {
  readonly kind: AuthenticatorKind;
  /** Whether the user has nothing else: the second factor ends with it. */
  readonly isLast: boolean;
  /** The new columns of the user, if it is not the last one. */
  readonly change: EntityData<User>;
  /** What else belongs to it, in the transaction of the change. @throws SERVICE_UNAVAILABLE if the others went meanwhile */
  finish(within: RequestScope): Promise<void>;
}

/** Removing one authenticator, by its user and by staff. */
export class AuthenticatorRemoval {
  constructor(
    private readonly notices: FactorNotices,
    private readonly clock: Clock,
  ) {}

  /** @throws BAD_USER_INPUT if the user has no such authenticator */
  async prepare(user: User, id: string, scope: Pick<RequestScope, 'em'>): Promise<Removal> {
    const { kind } = await findAuthenticator(user.id, id, scope);
    const others = await this.findOthers(user, id, scope);
    const isLast = others.length === 0 && (kind === 'phone' || user.authyId == null);
    const finish = async (within: RequestScope) => {
      const [userId, now] = [user.id, this.clock()];
      await REMOVE_AUTHENTICATORS.run(within.em, { userId, only: id, now });
      await ERASE_REMOVED.run(within.em, { userId, now });
      // The row of the user is locked now. Of two removals at once, none may take the last one for one of several.
      if (others.length > 0 && (await this.findOthers(user, id, within)).length === 0)
        throw new ServiceError('SERVICE_UNAVAILABLE', undefined, { retryAfter: 1 });
      // Without its phone the user has no number, and the old one is notified.
      if (kind !== 'phone') await this.notices.add(user, `${kind}Removed`, within);
    };
    return { kind, isLast, change: changeOf(kind, user, others), finish };
  }

  private findOthers(user: User, id: string, { em }: Pick<RequestScope, 'em'>): Promise<Authenticator[]> {
    return em.find(
      Authenticator,
      { user: user.id, removedAt: null, id: { $ne: id } },
      { disableIdentityMap: true },
    );
  }
}

/** @throws BAD_USER_INPUT if the user has no such authenticator */
export async function findAuthenticator(
  userId: string,
  id: string,
  { em }: Pick<RequestScope, 'em'>,
): Promise<Authenticator> {
  const found = UUID.test(id) && (await em.findOne(Authenticator, { id, user: userId, removedAt: null }));
  if (!found) throw unknownAuthenticator();
  return found;
}

export function unknownAuthenticator(): ServiceError {
  return badInput('id', sentence('authenticatorUnknown'));
}

/** The columns of the user who loses one. What they prefer stays while another of its kind is left. */
function changeOf(
  kind: AuthenticatorKind,
  { preferredFactor }: User,
  others: readonly Authenticator[],
): EntityData<User> {
  const isLeft = others.some((other) => other.kind === preferredFactor);
  return {
    ...(kind === 'phone' && { phone: null, authyId: null }),
    ...(!isLeft && { preferredFactor: null }),
  };
}
