import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { type Output, printing } from '../terminal/output.js';
import { RefusedError } from '../terminal/exit.js';
import { examples } from '../terminal/help.js';
import { writeOutput } from '../terminal/write-file.js';

export function addSchemaCommands(program: Command): void {
  const schema = program.command('schema').description('the GraphQL schema of the server');
  schema
    .command('print')
    .description('print the schema as SDL, sorted')
    .option('--out <file>', 'write it to this file instead')
    .addOption(
      new Option('--check <file>', 'compare it with this file, and exit with 1 if they differ').conflicts(
        'out',
      ),
    )
    .addHelpText(
      'after',
      examples('npm run schema', 'npm run cli -- schema print --check schema/schema.graphql'),
    )
    .action(printing(print));
}

async function print({ out, check }: { out?: string; check?: string }): Promise<Output> {
  // Imported here alone: the schema takes a quarter of the time to start, and no other command needs it.
  const { printSdl } = await import('../../schema.js');
  const sdl = printSdl();
  if (check !== undefined) return compare(check, sdl);
  if (out === undefined) return { text: sdl, json: { sdl } };
  await writeOutput(out, sdl);
  return { text: `Wrote ${out}.`, json: { file: out } };
}

async function compare(file: string, sdl: string): Promise<Output> {
  const found = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new RefusedError('SCHEMA_NOT_READ', `${file} cannot be read: ${(error as Error).message}.`, {
      cause: error,
    });
  });
  if (found !== sdl)
    throw new RefusedError(
      'SCHEMA_DIFFERS',
      `${file} is not the schema of this build; the first difference is in line ${firstDifference(found, sdl)}. Run: npm run schema`,
    );
  return { text: `${file} is the schema of this build.`, json: { file } };
}

function firstDifference(a: string, b: string): number {
  const [left, right] = [a.split('\n'), b.split('\n')];
  return left.findIndex((line, index) => line !== right[index]) + 1 || left.length + 1;
}
