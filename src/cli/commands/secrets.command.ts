import type { Command } from 'commander';
import { pino } from 'pino';
import { User } from '../../accounts/user.entity.js';
import { commandLineScope } from '../../audit/security-log.service.js';
import { systemClock } from '../../core/clock.js';
import { loadSealer } from '../../core/sealing/key-file.js';
import { generateSealingKey } from '../../core/sealing/sealer.js';
import {
  findSealedWith,
  inspectSealed,
  reseal,
  type SealedByKey,
  sealingProblem,
} from '../../factors/totp/sealed-secrets.js';
import { type Services, withServices } from '../open-services.js';
import { EXIT, RefusedError } from '../terminal/exit.js';
import { examples } from '../terminal/help.js';
import { type Output, printing } from '../terminal/output.js';
import { progress } from '../terminal/progress.js';
import { warnOfReaders } from '../terminal/write-file.js';

export function addSecretsCommands(program: Command): void {
  const secrets = program
    .command('secrets')
    .description('the keys that seal the secrets of authenticator apps');
  secrets
    .command('generate')
    .description('make a new key, as an entry of SECRETS_KEYS')
    .addHelpText('after', examples('npm run --silent cli -- secrets generate'))
    .action(printing(generate));
  secrets
    .command('reseal')
    .description(
      'seal everything with the first key of SECRETS_KEYS; can be stopped and run again, also while servers run',
    )
    .addHelpText(
      'after',
      `
Exits with 1 while something still needs another key.
${examples('npm run cli -- secrets reseal', 'npm run --silent cli -- secrets reseal --json')}`,
    )
    .action(printing(() => withServices(resealAll)));
  secrets
    .command('forget')
    .description(
      'remove the authenticator apps that a lost key seals; their second factor stays on, with what else the users have',
    )
    .argument('<id>', 'the id of the key, which is not in SECRETS_KEYS')
    .addHelpText('after', examples('npm run cli -- secrets forget 2026-03-01-9f3a'))
    .action(printing((id: string) => withServices((services) => forget(id, services))));
}

async function generate(): Promise<Output> {
  const { id, key } = generateSealingKey(systemClock());
  const entry = `${id}:${key.toString('base64url')}`;
  return {
    text: entry,
    json: { id, entry },
    hint: [
      'Keep it apart from the database. The first key in SECRETS_KEYS seals, all of them open.',
      'To rotate, put it behind the old one first: docs/operations.md, "Keys that seal secrets".',
    ].join('\n'),
    warning: warnOfReaders('Make the file private.'),
  };
}

async function resealAll({ config, em }: Services): Promise<Output> {
  const sealer = loadSealer(config, pino({ level: 'silent' }));
  if (!sealer) throw new RefusedError('NO_SECRETS_KEYS', 'SECRETS_KEYS is not set. It names the keys.');
  const keyId = sealer.currentKeyId;
  const total = othersThan(keyId, await inspectSealed(sealer, em())).reduce(
    (sum, { count }) => sum + count,
    0,
  );
  const shown = progress(total);
  let resealed = 0;
  for await (const isOpened of reseal(sealer, em)) {
    shown.step();
    if (isOpened) resealed += 1;
  }
  shown.end();
  const left = await inspectSealed(sealer, em());
  const problem = sealingProblem(left);
  const remaining = othersThan(keyId, left).map(({ keyId: id, count }) => ({ keyId: id, count }));
  return {
    text: asText({ keyId, resealed, remaining }, problem),
    json: { keyId, resealed, remaining },
    ...((remaining.length > 0 || problem) && { exitCode: EXIT.refused }),
  };
}

function othersThan(keyId: string, sealed: readonly SealedByKey[]): SealedByKey[] {
  return sealed.filter((one) => one.keyId !== keyId);
}

interface Resealed {
  readonly keyId: string;
  readonly resealed: number;
  readonly remaining: readonly { keyId: string; count: number }[];
}

function asText({ keyId, resealed, remaining }: Resealed, problem: string | undefined): string {
  const done = `${resealed} resealed with the key ${keyId}.`;
  if (remaining.length === 0) return `${done} ${problem ?? 'Nothing needs another key.'}`;
  const needed = remaining.map(({ keyId: id, count }) => `${id} (${count})`).join(', ');
  return `${done} Still needed: ${needed}. ${problem ?? 'Run this again when every server seals with the first key.'}`;
}

async function forget(keyId: string, { config, factorAdmin, em }: Services): Promise<Output> {
  const sealer = loadSealer(config, pino({ level: 'silent' }));
  const sealed = (await inspectSealed(sealer, em())).find((one) => one.keyId === keyId);
  if (sealed && sealed.key !== 'missing')
    throw new RefusedError(
      'KEY_NOT_LOST',
      'This key is in SECRETS_KEYS. Remove it there first, if it is lost.',
    );
  const shown = progress(sealed?.count ?? 0);
  let removed = 0;
  for await (const { id, userId } of findSealedWith(keyId, em)) {
    const open = em();
    await factorAdmin.removeUnreadable(
      await open.findOneOrFail(User, { id: userId }),
      id,
      commandLineScope(open),
    );
    removed += 1;
    shown.step();
  }
  shown.end();
  const done = `${removed} ${removed === 1 ? 'app' : 'apps'} removed. doctor counts the users who cannot sign in now.`;
  return {
    text: removed === 0 ? 'No app is sealed with a key of this id.' : done,
    json: { keyId, removed },
  };
}
