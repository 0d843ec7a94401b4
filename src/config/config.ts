import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { z } from 'zod';
import type { Config } from './config.types.js';
import { type Environment, environment } from './environment.js';
import { findUnsafeChoices } from './rules.js';
import { toConfig } from './to-config.js';
import { describeUnknownKey, findUnknownKeys, isCritical } from './unknown-keys.js';

export type * from './config.types.js';

/** Thrown with every problem of the environment at once. The message can be printed as it is. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/** The names of all settings. */
export const CONFIG_KEYS = Object.keys(environment.shape);

/**
 * Reads and checks the environment.
 *
 * @param env the variables; an empty value counts as not set
 * @param findMore called only if there is a problem already: what it returns is named together with that
 * @throws ConfigError that names every wrong key
 */
export function loadConfig(
  env: Record<string, string | undefined> = readEnvironment(),
  findMore: (settings: Environment) => string[] = () => [],
): Config {
  const given = CONFIG_KEYS.map((key): [string, string] => [key, valueOf(key, env)?.trim() ?? '']).filter(
    ([, value]) => value !== '',
  );
  const issues = environment.safeParse(Object.fromEntries(given)).error?.issues ?? [];
  const malformed = new Set(issues.map(({ path }) => String(path[0])));
  // The rest is checked too, so that nobody fixes one key only to learn of the next.
  const wellFormed = environment.parse(Object.fromEntries(given.filter(([key]) => !malformed.has(key))));
  const unknown = findUnknownKeys(Object.keys(env), CONFIG_KEYS);
  const isProduction = wellFormed.NODE_ENV === 'production';
  const problems = [
    ...issues.map((issue) => `${issue.path.join('.')} ${sentence(issue)}`),
    ...findUnsafeChoices(wellFormed, malformed),
    ...unknown.filter((key) => isProduction && isCritical(key)).map(describeUnknownKey),
  ];
  if (problems.length > 0) throw new ConfigError([...problems, ...findMore(wellFormed)]);
  return toConfig(wellFormed, unknown);
}

/** The process environment. In development `.env` fills in what is not set there. */
function readEnvironment(): Record<string, string | undefined> {
  if (process.env['NODE_ENV'] === 'production' || !existsSync('.env')) return process.env;
  return { ...parseEnv(decode(readFileSync('.env'))), ...process.env };
}

/** Editors on Windows write a byte-order mark, and PowerShell writes UTF-16. The decoder drops the mark. */
function decode(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

/** Proxies are named in either case, and curl takes the lower one first. */
function valueOf(key: string, env: Record<string, string | undefined>): string | undefined {
  return (key.endsWith('_PROXY') ? env[key.toLowerCase()] : undefined) ?? env[key];
}

/** Never repeats the value: it may be a secret in the wrong place. */
function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  return issue.message;
}
