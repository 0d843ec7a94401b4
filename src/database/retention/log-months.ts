import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { REMOVABLE_BEFORE } from '../../audit/security-event.entity.js';
import type { Clock } from '../../core/clock.js';

/** The number of the lock with which one replica at a time makes or drops months. Any number that all replicas share. */
const MONTHS_LOCK = 2_065_121_402;
/** In addition to the current one. */
const MONTHS_AHEAD = 2;
/** Waiting for a lock on the table blocks all other statements. After this time the next run tries again. */
const LOCK_WAIT = '2s';

/** A partition of the security log, except the default one. */
interface Month {
  readonly name: string;
  readonly from: Date;
  readonly to: Date;
}

/** The bounds are read in the session that writes them, so both have the same time zone. */
const FIND_MONTHS = `
  select name, substring(bounds from 'FROM \\(''([^'']+)''\\)')::timestamptz as "from",
    substring(bounds from 'TO \\(''([^'']+)''\\)')::timestamptz as "to"
  from pg_catalog.pg_inherits join pg_catalog.pg_class on pg_class.oid = inhrelid
  cross join lateral (
    select relname::text as name, pg_catalog.pg_get_expr(relpartbound, pg_class.oid) as bounds
  ) partition
  where inhparent = 'security_events'::regclass and bounds <> 'DEFAULT'`;

/**
 * The security log has a partition for each month (UTC). Dropping an old partition costs nothing; deleting millions of
 * rows would. Rows of a month without a partition are in the default one.
 */
export class LogMonths {
  constructor(
    private readonly orm: MikroORM,
    private readonly clock: Clock,
  ) {}

  /** Makes the partitions of this month and the next two, if they are missing. Does nothing while another replica does it. */
  async makeAhead(): Promise<void> {
    const there = await this.find();
    const missing = monthsFrom(this.clock(), MONTHS_AHEAD + 1).filter(
      ({ from }) => !there.some((month) => month.from <= from && from < month.to),
    );
    for (const month of missing) await this.alone((em) => make(month, em));
  }

  /** Drops months in which every entry may be removed. @returns how many */
  async dropBefore(removableBefore: Date): Promise<number> {
    const expired = (await this.find()).filter(({ to }) => to <= removableBefore);
    let dropped = 0;
    for (const { name } of expired)
      dropped += await this.alone(async (em) => {
        await em.execute(`drop table if exists "${name}"`);
        return 1;
      });
    return dropped;
  }

  private async find(): Promise<Month[]> {
    const months = await this.orm.em
      .fork()
      .execute<{ name: string; from: unknown; to: unknown }[]>(FIND_MONTHS);
    return months.map(({ name, from, to }) => ({
      name,
      from: new Date(String(from)),
      to: new Date(String(to)),
    }));
  }

  /** @returns 0 while another replica does it */
  private alone(work: (em: EntityManager) => Promise<number>): Promise<number> {
    return this.orm.em.fork().transactional(async (em) => {
      const [lock] = await em.execute<{ taken: boolean }[]>(
        `select pg_catalog.pg_try_advisory_xact_lock(${MONTHS_LOCK}) as taken`,
      );
      if (!lock?.taken) return 0;
      await em.execute(`set local lock_timeout = '${LOCK_WAIT}'`);
      return work(em);
    });
  }
}

/**
 * Makes a month, and moves its rows out of the default partition: from the first minute of a new installation, or from
 * months in which no server ran. The whole log is locked first. An event that waited for the default partition alone would
 * be meant for it, and refused there once the month is attached.
 */
async function make({ name, from, to }: Month, em: EntityManager): Promise<number> {
  const [start, end] = [from.toISOString(), to.toISOString()];
  const [known] = await em.execute<{ is_there: boolean }[]>(
    `select pg_catalog.to_regclass('${name}') is not null as is_there`,
  );
  if (known?.is_there) return 0;
  await em.execute('lock table security_events in access exclusive mode');
  await em.execute(`create table "${name}" (like security_events including all)`);
  // The last moment of the month is still to be moved.
  await em.execute('select pg_catalog.set_config(?, ?, true)', [REMOVABLE_BEFORE, end]);
  await em.execute(
    `with moved as (
      delete from security_events_default where occurred_at >= '${start}' and occurred_at < '${end}' returning *
    ) insert into "${name}" select * from moved`,
  );
  await em.execute('select pg_catalog.set_config(?, ?, true)', [REMOVABLE_BEFORE, '']);
  await em.execute(
    `alter table security_events attach partition "${name}" for values from ('${start}') to ('${end}')`,
  );
  await em.execute(
    `create trigger "security_events_not_emptied" before truncate on "${name}"
     for each statement execute function "security_events_security_events_not_emptied_fn"()`,
  );
  return 1;
}

function monthsFrom(now: Date, count: number): Month[] {
  const start = (ahead: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
  return Array.from({ length: count }, (_none, ahead) => {
    const [from, to] = [start(ahead), start(ahead + 1)];
    return { name: `security_events_${from.toISOString().slice(0, 7).replace('-', '_')}`, from, to };
  });
}
