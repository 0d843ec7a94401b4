import { z } from 'zod';
import { toEmailAddress } from '../../accounts/email/email-address.js';
import { type FirebaseParameters, readFirebaseExport } from '../../accounts/hashes/firebase-scrypt.js';
import { storedForm, UnusableHashError, type UnusableReason } from '../../accounts/hashes/foreign-hash.js';
import { readForeignHash } from '../../accounts/hashes/foreign-hashes.js';
import { parseNewUsername, parseUsername } from '../../accounts/username.js';
import type { TwoFactorConfig } from '../../config/config.js';
import { ServiceError } from '../../core/service-error.js';
import { parsePhone, requireAllowedPhone } from '../../factors/phone/phone-number.js';
import type { Entry, ImportField, Note, UnreadableReason } from './entry.js';

/** Why a user cannot be imported. Scripts may rely on it. */
export type RefusalReason =
  | UnreadableReason
  | UnusableReason
  | 'wrongValue'
  | 'unknownField'
  | 'invalidUsername'
  | 'nameTaken'
  | 'invalidPhone'
  | 'phoneNotAllowed'
  | 'phoneTaken'
  | 'changedMeanwhile';

/** A user who can be imported, unless another user has the same name or number. */
export interface ImportedUser {
  readonly line: number;
  readonly username: string;
  readonly usernameKey: string;
  readonly email: string | null;
  readonly isEmailVerified: boolean;
  /** E.164, proved by its holder. */
  readonly phone: string | null;
  readonly authyId: string | null;
  /** In the form that is stored. */
  readonly passwordHash: string | null;
  readonly isActive: boolean;
  readonly isStaff: boolean;
  /** Null where the file does not say. */
  readonly createdAt: Date | null;
  readonly notes: readonly Note[];
}

export interface Refusal {
  readonly line: number;
  readonly username: string;
  readonly reason: RefusalReason;
  /** The field with the wrong value. */
  readonly field?: string;
}

export interface ImportRules extends Pick<TwoFactorConfig, 'countries' | 'phoneNumbers'> {
  readonly firebase: FirebaseParameters | undefined;
  readonly now: Date;
}

const EMPTY = z.literal('').transform(() => undefined);
const TEXT = z.union([EMPTY, z.string()]).nullish();
/** Also `t` and `f`, which PostgreSQL writes. */
const WORDS = { truthy: ['true', 't', 'yes', 'y', '1'], falsy: ['false', 'f', 'no', 'n', '0'] };
const FLAG = z.union([z.boolean(), EMPTY, z.stringbool(WORDS)]).nullish();
const AUTHY_ID = z
  .union([EMPTY, z.string().regex(/^\d{1,32}$/), z.number().int().positive().transform(String)])
  .nullish();
/** A day or a time, in UTC where there is no zone. */
const TIME = z.union([
  EMPTY,
  z
    .string()
    .transform(toIsoTime)
    .pipe(z.union([z.iso.datetime({ offset: true, local: true }), z.iso.date()])),
]);

/** PostgreSQL writes `2020-05-01 10:00:00+00`. */
function toIsoTime(text: string): string {
  const time = text
    .replace(' ', 'T')
    .replace(
      /(T.*[+-]\d\d)(?::?(\d\d))?$/,
      (_all, start: string, minutes?: string) => `${start}:${minutes ?? '00'}`,
    );
  return /T/.test(time) && !/(Z|[+-]\d\d:\d\d)$/.test(time) ? `${time}Z` : time;
}

const SHAPE = z.strictObject({
  username: z.string(),
  email: TEXT,
  email_verified: FLAG,
  phone: TEXT,
  phone_verified: FLAG,
  authy_id: AUTHY_ID,
  password_hash: TEXT,
  is_active: FLAG,
  is_staff: FLAG,
  created_at: TIME.nullish().transform((text) => (text == null ? null : new Date(text))),
}) satisfies z.ZodType<Partial<Record<ImportField, unknown>>>;

/** Reads one user of a file. Nothing is looked up. */
export function readUser(entry: Entry, rules: ImportRules): ImportedUser | Refusal {
  const { line } = entry;
  if ('reason' in entry) return { line, username: '', reason: entry.reason };
  const { username: given } = entry.fields;
  const username = typeof given === 'string' ? given.slice(0, MAX_SHOWN) : '';
  const parsed = SHAPE.safeParse(entry.fields);
  if (!parsed.success) return { line, username, ...wrongFieldOf(parsed.error) };
  const { data } = parsed;
  if (data.created_at && data.created_at > rules.now)
    return { line, username, reason: 'wrongValue', field: 'created_at' };
  const notes: Note[] = [...(entry.notes ?? [])];
  try {
    return {
      line,
      ...readName(data.username, notes),
      ...readEmail(data.email ?? null, data.email_verified ?? false, notes),
      ...readPhone(data.phone ?? null, data.phone_verified ?? false, data.authy_id ?? null, rules, notes),
      passwordHash: readHash(data.password_hash ?? null, rules.firebase),
      isActive: data.is_active ?? true,
      isStaff: data.is_staff ?? false,
      createdAt: data.created_at,
      notes,
    };
  } catch (error) {
    return { line, username, reason: reasonOf(error) };
  }
}

const MAX_SHOWN = 150;

/** Names the field and never its value. */
function wrongFieldOf({ issues }: z.ZodError): Pick<Refusal, 'reason' | 'field'> {
  const [issue] = issues;
  if (issue?.code === 'unrecognized_keys')
    return { reason: 'unknownField', field: (issue.keys[0] ?? '').slice(0, MAX_SHOWN) };
  return { reason: 'wrongValue', field: String(issue?.path[0] ?? '') };
}

function reasonOf(error: unknown): RefusalReason {
  if (error instanceof UnusableHashError) return error.reason;
  if (!(error instanceof ServiceError)) throw error;
  if (error.code === 'PHONE_NOT_ALLOWED') return 'phoneNotAllowed';
  if (error.code === 'INVALID_PHONE_NUMBER') return 'invalidPhone';
  return 'invalidUsername';
}

/** Users are imported even if the rules for new names refuse their name: they can still sign in with it. */
function readName(name: string, notes: Note[]): Pick<ImportedUser, 'username' | 'usernameKey'> {
  const { username, key } = parseUsername(name);
  try {
    parseNewUsername(name);
  } catch {
    notes.push('nameRefusedNow');
  }
  return { username, usernameKey: key };
}

function readEmail(
  text: string | null,
  isVerified: boolean,
  notes: Note[],
): Pick<ImportedUser, 'email' | 'isEmailVerified'> {
  const email = text === null ? undefined : toEmailAddress(text);
  if (text !== null && email === undefined) notes.push('emailNotValid');
  return { email: email ?? null, isEmailVerified: email !== undefined && isVerified };
}

/** A proved number that nobody can be reached at would lock its user out, or switch the second factor off. */
function readPhone(
  text: string | null,
  isVerified: boolean,
  authyId: string | null,
  { countries, phoneNumbers }: ImportRules,
  notes: Note[],
): Pick<ImportedUser, 'phone' | 'authyId'> {
  if (text !== null && isVerified) {
    const phone = parsePhone(text, phoneNumbers);
    requireAllowedPhone(phone, countries);
    return { phone, authyId };
  }
  if (text !== null) notes.push('phoneNotVerified');
  if (authyId !== null) notes.push('numberAtAuthy');
  return { phone: null, authyId };
}

/** Django marks an unusable password with `!`. */
function readHash(text: string | null, firebase: FirebaseParameters | undefined): string | null {
  if (text === null || text.startsWith('!')) return null;
  return storedForm((firebase && readFirebaseExport(text, firebase)) ?? readForeignHash(text));
}
