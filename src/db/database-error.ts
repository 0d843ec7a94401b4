/** Why the database could not be opened, in one line fit to be printed. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}
