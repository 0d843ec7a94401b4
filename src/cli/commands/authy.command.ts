import type { Command } from 'commander';
import { pino } from 'pino';
import { systemClock } from '../../core/clock.js';
import type { TwoFactorConfig } from '../../config/config.js';
import type { User } from '../../accounts/user.entity.js';
import { AuthyMigrationService } from '../../admin/authy/authy-migration.service.js';
import { AuthyPhones, type Stays } from '../../admin/authy/authy-phones.js';
import { maskPhone } from '../../factors/phone/phone-number.js';
import { createAuthyProvider } from '../../vendors/create-provider.js';
import { Simulator } from '../../vendors/simulator/simulator.js';
import { networkTransport } from '../../vendors/network-transport.js';
import { type Output, printing } from '../terminal/output.js';
import { EXIT } from '../terminal/exit.js';
import { examples } from '../terminal/help.js';
import { type Services, withServices } from '../open-services.js';
import { progress } from '../terminal/progress.js';
import { table } from '../terminal/table.js';

export function addAuthyCommands(program: Command): void {
  const authy = program.command('authy').description('moving from Authy to Twilio Verify');
  authy
    .command('export')
    .description('list the users that have an Authy id, and whether their phone is known here')
    .addHelpText('after', examples('npm run --silent cli -- authy export --json > users.json'))
    .action(printing(() => withServices(listUsers)));
  authy
    .command('migrate')
    .description(
      'fetch the numbers that are not known here from Authy, and make them the second factor; can be stopped and run again',
    )
    .option('--dry-run', 'fetch and check everything, and change nothing')
    .option(
      '--forget-authy',
      'delete the Authy ids of the users that are moved; they cannot go back to Authy then',
    )
    .addHelpText(
      'after',
      `
Users whose phone is known are moved as they are. A user with an Authy id alone gets the number that Authy has,
with the second factor on, and has to sign in again. This needs AUTHY_API_KEY, and an application for which
Authy's support has enabled the export of phone numbers. Exits with 1 if a user cannot be moved.
${examples('npm run cli -- authy migrate --dry-run', 'npm run cli -- authy migrate')}`,
    )
    .action(printing((options: MigrateOptions) => withServices((services) => migrate(options, services))));
}

interface MigrateOptions {
  dryRun?: true;
  forgetAuthy?: true;
}

async function listUsers(services: Services): Promise<Output> {
  const users: User[] = [];
  for await (const user of (await migrationOf(services)).users(services.em))
    if (user.authyId != null) users.push(user);
  const rows = users.map((user) => ({
    id: user.id,
    username: user.username,
    authyId: user.authyId ?? '',
    phone: user.phone == null ? null : maskPhone(user.phone),
  }));
  const cells = rows.map(({ username, authyId, phone }) => [username, authyId, phone ?? 'not known']);
  return {
    text: rows.length === 0 ? 'Nobody has an Authy id.' : table(['USERNAME', 'AUTHY ID', 'PHONE'], cells),
    json: { users: rows },
  };
}

async function migrate(options: MigrateOptions, services: Services): Promise<Output> {
  const { dryRun = false, forgetAuthy = false } = options;
  const migration = await migrationOf(services);
  const shown = progress(await migration.count(services.em()));
  const done = { moved: 0, alreadyThere: 0 };
  const stayed: Staying[] = [];
  for await (const { user, ...move } of migration.migrate({ dryRun, forgetAuthy }, services.em)) {
    shown.step();
    if (move.kind !== 'stays') done[move.kind] += 1;
    else
      stayed.push({ id: user.id, username: user.username, authyId: user.authyId ?? '', reason: move.reason });
  }
  shown.end();
  return {
    text: asText({ ...done, stayed }, dryRun),
    json: { dryRun, ...done, stayed },
    ...(stayed.length > 0 && { exitCode: EXIT.refused }),
  };
}

interface Staying {
  readonly id: string;
  readonly username: string;
  readonly authyId: string;
  readonly reason: Stays['reason'];
}

function asText(
  { moved, alreadyThere, stayed }: { moved: number; alreadyThere: number; stayed: readonly Staying[] },
  dryRun: boolean,
): string {
  const counts = `${moved} ${dryRun ? 'to be moved' : 'moved'}, ${alreadyThere} moved already, ${stayed.length} cannot be moved.`;
  const summary = dryRun ? `${counts} Nothing was changed.` : counts;
  if (stayed.length === 0) return summary;
  const rows = stayed.map(({ username, authyId, reason }) => [username, authyId, REASONS[reason]]);
  return `${table(['USERNAME', 'AUTHY ID', 'REASON'], rows)}\n\n${summary}`;
}

const REASONS: Record<Stays['reason'], string> = {
  phoneTaken: 'Another user has the number.',
  invalidPhone: 'The number that Authy has does not exist.',
  phoneNotAllowed: 'Codes are not sent to this country or kind of number: see PHONE_COUNTRIES.',
  unknownUser: 'Authy has no such user in this application.',
  exportDisabled: "Authy's support has not enabled the export of numbers for this application: contact them.",
  unavailable: 'Authy did not respond, or refused: check AUTHY_API_KEY and run this again.',
};

async function migrationOf({ config, revocations, securityLog }: Services): Promise<AuthyMigrationService> {
  const authy = await createAuthyProvider(config.twoFactor, transportOf(config.twoFactor), {
    clock: systemClock,
    logger: pino({ level: 'silent' }),
  });
  const phones = new AuthyPhones(authy, config.twoFactor);
  return new AuthyMigrationService(phones, revocations, securityLog, systemClock);
}

/** The provider may be Verify already, so it only decides whether to simulate. */
function transportOf({ provider, proxy }: TwoFactorConfig) {
  return provider === 'simulator' ? new Simulator().transport : networkTransport(proxy);
}
