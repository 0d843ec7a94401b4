/** The columns of CSV and the names in JSON lines. */
export const IMPORT_FIELDS = [
  'username',
  'email',
  'email_verified',
  'phone',
  'phone_verified',
  'authy_id',
  'password_hash',
  'is_active',
  'is_staff',
  'created_at',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

/** A user as a file has it, or what is in its place. */
export type Entry = { readonly line: number } & (
  | {
      readonly fields: Readonly<Record<string, unknown>>;
      /** What the reader of the format knows. */
      readonly notes?: readonly Note[];
    }
  | { readonly reason: UnreadableReason }
);

/** What the import changed about a user. Scripts may rely on it. */
export type Note =
  | 'nameRefusedNow'
  | 'emailNotValid'
  | 'emailNotVerified'
  | 'emailTaken'
  | 'furtherAddresses'
  | 'phoneNotVerified'
  | 'numberAtAuthy';

export type UnreadableReason = 'notJson' | 'notCsv' | 'tooLong' | 'cutShort';

/** Characters of one user. What is longer is no user, and the memory that it may take is bounded. */
export const MAX_ENTRY_LENGTH = 64 * 1024;
