import { statement } from '../../core/statement.js';

/** Reads the index of hashes from elsewhere, which has no entry once everybody has a hash of ours. */
export const NEXT_FOREIGN_HASH_TEXT = `
  select password_hash from users
  where password_hash not like '$2b$%' and password_hash > :after::text
  order by password_hash limit 1`;

/** The first hash from elsewhere behind a text, in the order of code points. */
export const NEXT_FOREIGN_HASH = statement(NEXT_FOREIGN_HASH_TEXT).returning<{ password_hash: string }>();
