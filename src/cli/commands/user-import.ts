import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { readCsv } from '../../admin/user-import/csv.js';
import { readDjangoFixture } from '../../admin/user-import/django-fixture.js';
import { type Entry, IMPORT_FIELDS, type Note } from '../../admin/user-import/entry.js';
import { parseFirebaseParameters } from '../../admin/user-import/firebase-parameters.js';
import type { RefusalReason } from '../../admin/user-import/imported-user.js';
import { readJsonLines } from '../../admin/user-import/json-lines.js';
import { readText } from '../../admin/user-import/text-file.js';
import { UserImportService } from '../../admin/user-import/user-import.service.js';
import { systemClock } from '../../core/clock.js';
import { type Services, withServices } from '../open-services.js';
import { EXIT, RefusedError } from '../terminal/exit.js';
import { examples } from '../terminal/help.js';
import { type Output, printing } from '../terminal/output.js';
import { shareProgress } from '../terminal/progress.js';
import { table } from '../terminal/table.js';

const READERS: Readonly<Record<Format, (open: () => AsyncIterable<string>) => AsyncGenerator<Entry>>> = {
  jsonl: (open) => readJsonLines(open()),
  csv: (open) => readCsv(open()),
  django: readDjangoFixture,
};
type Format = 'jsonl' | 'csv' | 'django';

const FORMAT_OF_ENDING: Readonly<Record<string, Format>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.csv': 'csv',
  '.json': 'django',
};

/** Lines of each list of the report. The counts are of all. */
const MAX_LISTED = 10_000;

interface ImportOptions {
  dryRun?: true;
  format?: Format;
  firebaseParams?: string;
}

export function addImportCommand(user: Command): void {
  user
    .command('import')
    .description('import users of another system with their password hashes; can be stopped and run again')
    .argument('<file>', 'JSON lines (.jsonl), CSV (.csv) or a fixture of Django (.json), in UTF-8')
    .option('--dry-run', 'read and check everything, and change nothing')
    .addOption(
      new Option('--format <format>', 'if the name of the file does not end so').choices(
        Object.keys(READERS),
      ),
    )
    .option('--firebase-params <file>', 'the password hash parameters of the Firebase project')
    .addHelpText(
      'after',
      `
JSON lines and CSV have these fields; only username is required:
  ${IMPORT_FIELDS.slice(0, 6).join(', ')},
  ${IMPORT_FIELDS.slice(6).join(', ')}
Users that exist already are skipped. Exits with 1 if a user cannot be imported.
${examples('npm run cli -- user import users.jsonl --dry-run', 'npm run cli -- user import users.jsonl')}`,
    )
    .action(
      printing((file: string, options: ImportOptions) =>
        withServices((services) => importUsers(file, options, services)),
      ),
    );
}

async function importUsers(file: string, options: ImportOptions, services: Services): Promise<Output> {
  const { dryRun = false, firebaseParams } = options;
  const format = options.format ?? formatOf(file);
  if (format === 'django') requireFile(file);
  const { config, securityLog, em } = services;
  const { countries, phoneNumbers } = config.twoFactor;
  const firebase =
    firebaseParams === undefined ? undefined : parseFirebaseParameters(await textOf(firebaseParams));
  const service = new UserImportService(
    { dryRun, countries, phoneNumbers, firebase },
    securityLog,
    systemClock,
  );
  const shown = shareProgress(sizeOf(file));
  const report = new Report(dryRun);
  try {
    const entries = READERS[format](() => readText(file, shown.read));
    for await (const outcome of service.import(entries, em)) {
      shown.step();
      if (outcome.kind === 'refused') report.refuse(outcome);
      else if (outcome.kind === 'imported') report.import(outcome);
      else report.alreadyThere += 1;
    }
  } finally {
    shown.end();
  }
  return report.output();
}

function formatOf(file: string): Format {
  const format = FORMAT_OF_ENDING[extname(file).toLowerCase()];
  if (!format)
    throw new RefusedError('FORMAT_UNKNOWN', `The ending of ${file} is not a known format: add --format.`);
  return format;
}

/** A pipe cannot be read twice. */
function requireFile(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false)
    throw new RefusedError(
      'NOT_A_FILE',
      `${file} is not a file. A fixture is read twice: store it in a file.`,
    );
}

/** `readText` reports a file that does not exist. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

async function textOf(file: string): Promise<string> {
  let text = '';
  for await (const piece of readText(file)) text += piece;
  return text;
}

interface Place {
  readonly line: number;
  readonly username: string;
}
type Refused = Place & { readonly reason: RefusalReason; readonly field?: string };

/** The outcomes of an import. They never contain a hash, an address or a number. */
class Report {
  alreadyThere = 0;
  #imported = 0;
  #refused = 0;
  #noted = 0;
  readonly #refusals: Refused[] = [];
  readonly #notes: (Place & { readonly note: Note })[] = [];

  constructor(private readonly dryRun: boolean) {}

  import({ line, username, notes }: Place & { readonly notes: readonly Note[] }): void {
    this.#imported += 1;
    if (notes.length > 0) this.#noted += 1;
    for (const note of notes) if (this.#notes.length < MAX_LISTED) this.#notes.push({ line, username, note });
  }

  refuse({ line, username, reason, field }: Refused): void {
    this.#refused += 1;
    if (this.#refusals.length < MAX_LISTED)
      this.#refusals.push({ line, username, reason, ...(field !== undefined && { field }) });
  }

  output(): Output {
    const counts = {
      dryRun: this.dryRun,
      ...{ imported: this.#imported, alreadyThere: this.alreadyThere },
      ...{ refused: this.#refused, noted: this.#noted },
    };
    return {
      text: this.asText(),
      json: { ...counts, refusals: this.#refusals, notes: this.#notes },
      ...(this.#refused > 0 && { exitCode: EXIT.refused }),
    };
  }

  private asText(): string {
    const refusals = this.#refusals.map(({ line, username, reason, field }) => [
      String(line),
      username,
      field === undefined ? REASONS[reason] : `${REASONS[reason]}: ${field}`,
    ]);
    const notes = this.#notes.map(({ line, username, note }) => [String(line), username, NOTES[note]]);
    const done = this.dryRun ? 'to be imported' : 'imported';
    const counts = `${this.#imported} ${done} (${this.#noted} with a note), ${this.alreadyThere} skipped (imported before), ${this.#refused} not imported.`;
    return [
      ...(notes.length > 0 ? [table(['LINE', 'USERNAME', 'NOTE'], notes)] : []),
      ...(refusals.length > 0 ? [table(['LINE', 'USERNAME', 'NOT IMPORTED BECAUSE'], refusals)] : []),
      this.dryRun ? `${counts} Nothing was changed.` : counts,
    ].join('\n\n');
  }
}

const REASONS: Record<RefusalReason, string> = {
  notJson: 'The line is not a JSON object',
  notCsv: 'The row does not have one cell for each column',
  tooLong: 'The user is longer than 64 KiB',
  cutShort: 'The file ends in the middle',
  wrongValue: 'A value has the wrong form',
  unknownField: 'The field does not exist',
  invalidUsername: 'This cannot be a username: it is empty, too long or no text',
  nameTaken: 'Another user has this name, or one that counts as the same',
  invalidPhone: 'The number does not exist',
  phoneNotAllowed: 'Codes are not sent to this country or kind of number: see PHONE_COUNTRIES',
  phoneTaken: 'Another user has the number',
  changedMeanwhile: 'Another user took the name, address or number meanwhile: run this again',
  hashUnknown: 'The kind of the password hash is not known',
  hashDamaged: 'The password hash is damaged',
  hashTooCostly: 'The password hash would take too much time or memory',
  hashNeedsNewerNode: 'The password hash is of Argon2, which needs Node.js 24.7 or newer',
  hashNeedsParameters: 'The password hash is of Firebase: add --firebase-params',
};

const NOTES: Record<Note, string> = {
  nameRefusedNow: 'The rules for new names refuse this name. The user can still sign in with it.',
  emailNotValid: 'The address is not valid. The user is imported without one.',
  emailNotVerified:
    'The address is not proved. The user cannot sign in with it or reset the password by mail.',
  emailTaken: 'Another user has proved the address. Here it is not proved.',
  furtherAddresses: 'The user has several addresses. Only the primary one is imported.',
  phoneNotVerified: 'The number is not proved. The user is imported without it.',
  numberAtAuthy: 'Only Authy knows the number: see "authy migrate".',
};
