import type { Command } from 'commander';
import { pino } from 'pino';
import { type Config, ConfigError, loadConfig } from '../../config/config.js';
import { systemClock } from '../../core/clock.js';
import { findUnusableKeys } from '../../tokens/key-files.js';
import { createProvider } from '../../vendors/create-provider.js';
import { type Check, problem } from '../doctor/check.js';
import { checkConfiguration } from '../doctor/configuration.checks.js';
import { checkMail } from '../doctor/mail.checks.js';
import { checkKeys } from '../doctor/keys.checks.js';
import { checkProvider } from '../doctor/provider.checks.js';
import { checkDatabase, checkRedis } from '../doctor/storage.checks.js';
import { EXIT } from '../terminal/exit.js';
import { examples } from '../terminal/help.js';
import { type Output, printing } from '../terminal/output.js';
import { table } from '../terminal/table.js';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'check the configuration and everything it names; changes and sends nothing, exits with 1 if there is a problem, with 0 if there is only advice',
    )
    .addHelpText('after', examples('npm run cli -- doctor', 'npm run --silent cli -- doctor --json'))
    .action(printing(examine));
}

async function examine(): Promise<Output> {
  const checks = await runChecks();
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length;
  const isHealthy = count('problem') === 0;
  return {
    text: [...asSections(checks), summary(count('problem'), count('advice'))].join('\n\n'),
    json: { ok: isHealthy, checks },
    ...(!isHealthy && { exitCode: EXIT.refused }),
  };
}

/** Runs the checks at the same time, because most of them wait for a network. */
async function runChecks(): Promise<Check[]> {
  const config = readConfig();
  if (Array.isArray(config)) return config;
  const { provider } = await createProvider(config.twoFactor, {
    clock: systemClock,
    // The checks report what the provider would log.
    logger: pino({ level: 'silent' }),
  });
  const [codes, mail, database, redis] = await Promise.all([
    checkProvider(provider, config.twoFactor, systemClock),
    checkMail(config),
    checkDatabase(config),
    checkRedis(config),
  ]);
  return [...checkConfiguration(config), ...codes, ...mail, ...checkKeys(config), ...database, ...redis];
}

/** @returns one check per wrong key if the configuration is not usable */
function readConfig(): Config | Check[] {
  try {
    return loadConfig(undefined, findUnusableKeys);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((text) =>
      problem(
        'configuration',
        `${text}.`,
        'Correct it in the environment or in .env; everything else is checked after that.',
      ),
    );
  }
}

const SECTIONS = [
  { title: 'Problems', status: 'problem' },
  { title: 'Advice', status: 'advice' },
  { title: 'Fine', status: 'ok' },
] as const;

function asSections(checks: readonly Check[]): string[] {
  return SECTIONS.flatMap(({ title, status }) => {
    const rows = checks
      .filter((check) => check.status === status)
      .map(({ name, detail, fix }) => [`  ${name}`, fix === undefined ? detail : `${detail} ${fix}`]);
    return rows.length === 0 ? [] : [table([title, ''], rows)];
  });
}

function summary(problems: number, pieces: number): string {
  if (problems === 0 && pieces === 0) return 'No problems.';
  return `${problems} ${problems === 1 ? 'problem' : 'problems'}, ${pieces} ${pieces === 1 ? 'piece' : 'pieces'} of advice.`;
}
