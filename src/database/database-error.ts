/** Why the database could not be opened, in one line that can be printed. */
export class DatabaseError extends Error {
  override readonly name: string = 'DatabaseError';
}

/** Another process has the folder of the embedded database. */
export class FolderInUseError extends DatabaseError {
  override readonly name = 'FolderInUseError';
}
