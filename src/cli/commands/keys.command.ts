import { resolve } from 'node:path';
import type { Command } from 'commander';
import { generateSigningKeyPem, signingKey } from '../../tokens/key-ring.js';
import { type Output, printing } from '../terminal/output.js';
import { examples } from '../terminal/help.js';
import { warnOfReaders, writeOutput } from '../terminal/write-file.js';

export function addKeysCommands(program: Command): void {
  const keys = program.command('keys').description('the keys that sign tokens');
  keys
    .command('generate')
    .description('make a new EC P-256 key, as PKCS #8 PEM')
    .option('--out <file>', 'write it to this file, which only you can read; an existing file is not changed')
    .addHelpText('after', examples('npm run cli -- keys generate --out signing-key.pem'))
    .action(printing(generate));
}

async function generate({ out }: { out?: string }): Promise<Output> {
  const pem = generateSigningKeyPem();
  const { kid, algorithm } = signingKey(pem);
  if (out === undefined)
    return {
      text: pem,
      json: { kid, algorithm, pem },
      hint: `The kid is ${kid}. Name the file in JWT_KEYS.`,
      warning: warnOfReaders('Use --out.'),
    };
  await writeOutput(out, pem, { mode: 0o600, flag: 'wx' });
  const file = resolve(out);
  return {
    text: [
      `Wrote ${file}, which only you can read. Its kid is ${kid}.`,
      '',
      'The first key in JWT_KEYS signs, all of them verify:',
      `  JWT_KEYS=${file}`,
      'To rotate, put it behind the old one, so that every replica knows it before one signs with it:',
      `  JWT_KEYS=<the old one>,${file}`,
      'The steps after that are in docs/operations.md, "Rotate keys".',
    ].join('\n'),
    json: { kid, algorithm, file },
  };
}
