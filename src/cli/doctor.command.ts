import type { Command } from 'commander';
import { pino } from 'pino';
import { systemClock } from '../clock.js';
import { type Config, ConfigError, loadConfig } from '../config.js';
import { createProvider } from '../two-factor/create-provider.js';
import { type Answer, answering } from './answer.js';
import { type Check, ok, problem } from './doctor/check.js';
import { checkKeys } from './doctor/keys.checks.js';
import { checkProvider } from './doctor/provider.checks.js';
import { checkDatabase, checkRedis } from './doctor/storage.checks.js';
import { EXIT } from './exit.js';
import { examples } from './help.js';
import { table } from './table.js';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'look at the configuration and everything it names, and tell what is wrong; changes and sends nothing, exits with 1 if there is a problem',
    )
    .addHelpText('after', examples('npm run cli -- doctor', 'npm run --silent cli -- doctor --json'))
    .action(answering(examine));
}

async function examine(): Promise<Answer> {
  const checks = await findOut();
  const problems = checks.filter(({ status }) => status === 'problem').length;
  const warnings = checks.filter(({ status }) => status === 'warning').length;
  const healthy = problems === 0;
  return {
    text: `${asTable(checks)}\n\n${summary(problems, warnings)}`,
    json: { ok: healthy, checks },
    ...(!healthy && { exitCode: EXIT.refused }),
  };
}

/** What each thing waits for is mostly time-outs, so they are looked at together. */
async function findOut(): Promise<Check[]> {
  const config = readConfig();
  if (Array.isArray(config)) return config;
  const { provider } = createProvider(config.twoFactor, {
    clock: systemClock,
    // What the provider has to say of itself is in its findings.
    logger: pino({ level: 'silent' }),
  });
  const [codes, database, redis] = await Promise.all([
    checkProvider(provider, config.twoFactor, systemClock),
    checkDatabase(config),
    checkRedis(config.redisUrl),
  ]);
  const complete = ok('configuration', `It is complete; codes go through ${config.twoFactor.provider}.`);
  return [complete, ...codes, ...checkKeys(config), ...database, ...redis];
}

/** A configuration that is wrong is what one runs this for: a finding for each key, not an error. */
function readConfig(): Config | Check[] {
  try {
    return loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((text) =>
      problem(
        'configuration',
        `${text}.`,
        'Correct it in the environment or in .env; the rest is looked at after that.',
      ),
    );
  }
}

function asTable(checks: readonly Check[]): string {
  return table(
    ['STATUS', 'CHECK', 'FINDING'],
    checks.map(({ name, status, detail, mend }) => [
      status,
      name,
      mend === undefined ? detail : `${detail} ${mend}`,
    ]),
  );
}

function summary(problems: number, warnings: number): string {
  if (problems + warnings === 0) return 'All is well.';
  return `${count(problems, 'problem')}, ${count(warnings, 'warning')}.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
