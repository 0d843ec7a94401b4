import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { z } from 'zod';
import type { Config } from './config-shape.js';
import { environment } from './environment.js';
import { toConfig } from './to-config.js';
import { findUnsafeChoices } from './unsafe-choices.js';

export type * from './config-shape.js';

/** Thrown with every problem of the environment at once; the message is fit to be printed as it is. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/** Keys of this server that may stand in the environment; anything else there is not ours to judge. */
export const CONFIG_KEYS = Object.keys(environment.shape);

/**
 * Reads and checks the environment.
 *
 * @param env where to read; an empty value counts as not set
 * @throws ConfigError that names every wrong key
 */
export function loadConfig(env: Record<string, string | undefined> = readEnvironment()): Config {
  const given = CONFIG_KEYS.map((key): [string, string] => [key, env[key]?.trim() ?? '']).filter(
    ([, value]) => value !== '',
  );
  const issues = environment.safeParse(Object.fromEntries(given)).error?.issues ?? [];
  const malformed = new Set(issues.map(({ path }) => String(path[0])));
  // The rest is judged all the same: whoever mends one key should not meet the next one only then.
  const wellFormed = environment.parse(Object.fromEntries(given.filter(([key]) => !malformed.has(key))));
  const problems = [
    ...issues.map((issue) => `${issue.path.join('.')} ${sentence(issue)}`),
    ...findUnsafeChoices(wellFormed, malformed),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return toConfig(wellFormed);
}

/** The process environment, over what `.env` says in development. */
function readEnvironment(): Record<string, string | undefined> {
  if (process.env['NODE_ENV'] === 'production' || !existsSync('.env')) return process.env;
  return { ...parseEnv(readFileSync('.env', 'utf8')), ...process.env };
}

/** Never repeats the value: it may be a secret in the wrong place. */
function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  return issue.message;
}
