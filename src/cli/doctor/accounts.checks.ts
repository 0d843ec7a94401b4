import type { MikroORM } from '@mikro-orm/postgresql';
import type { Config } from '../../config/config.js';
import { pendingMigrations } from '../../database/migrate.js';
import { type Check, problem } from './check.js';

/** Users whose second factor is on and who have no phone, authenticator app, passkey or recovery code. */
const COUNT_UNREACHABLE = `
  select pg_catalog.count(*)::int as unreachable from users
  where second_factor_enabled_at is not null and phone is null and not (?::boolean and authy_id is not null)
    and not exists (
      select from authenticators where user_id = users.id and removed_at is null and kind <> 'phone'
    )
    and not exists (select from recovery_codes where user_id = users.id and used_at is null and removed_at is null)`;

/** Counts the users whose second factor is on and whom no code can reach: they cannot sign in. */
export async function checkGuardedUsers(
  orm: MikroORM,
  { twoFactor }: Pick<Config, 'twoFactor'>,
): Promise<Check[]> {
  if ((await pendingMigrations(orm)).length > 0) return [];
  const isAuthy = twoFactor.provider === 'authy';
  const [found] = await orm.em.fork().execute<{ unreachable: number }[]>(COUNT_UNREACHABLE, [isAuthy]);
  const unreachable = found?.unreachable ?? 0;
  if (unreachable === 0) return [];
  return [
    problem(
      'second factors',
      `${unreachable} ${unreachable === 1 ? 'user has' : 'users have'} a second factor and no phone, and cannot sign in.`,
      'Run: npm run cli -- authy migrate. For users without an Authy id: npm run cli -- user disable-two-factor.',
    ),
  ];
}
