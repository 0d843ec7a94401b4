import type { MikroORM } from '@mikro-orm/postgresql';
import { CLEARED_USER } from '../../audit/security-event.entity.js';
import type { Clock } from '../../core/clock.js';

/**
 * Removes accounts whose days of grace have passed, with everything personal. Their lines in the security log stay, without
 * address and browser: who did what must be provable after somebody left.
 */
export class LeavingAccounts {
  constructor(
    private readonly orm: MikroORM,
    private readonly clock: Clock,
  ) {}

  /** @returns how many */
  async remove(isStopping: () => boolean): Promise<number> {
    let removed = 0;
    while (!isStopping() && (await this.removeNext())) removed += 1;
    return removed;
  }

  /** One transaction for each: an account goes whole, or stays. */
  private async removeNext(): Promise<boolean> {
    const now = this.clock();
    return this.orm.em.fork().transactional(async (em) => {
      const [next] = await em.execute<{ id: string }[]>(
        'select id from users where deletes_at <= ? order by deletes_at limit 1 for update skip locked',
        [now],
      );
      if (!next) return false;
      const { id } = next;
      await em.execute('select pg_catalog.set_config(?, ?, true)', [CLEARED_USER, id]);
      await em.execute(
        'update security_events set ip_address = null, user_agent = null where user_id = ? and (ip_address is not null or user_agent is not null)',
        [id],
      );
      await em.execute(
        `insert into security_events (occurred_at, type, user_id) values (?, 'accountDeleted', ?)`,
        [now, id],
      );
      await em.execute('delete from users where id = ?', [id]);
      return true;
    });
  }
}
