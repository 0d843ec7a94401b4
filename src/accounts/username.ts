import { sentence } from '../core/sentences.js';
import { badInput } from '../core/service-error.js';
import { requireText } from '../core/text.js';
import { isOfOneScript } from './script.js';

const MAX_USERNAME = 150;

/** Control, format, private-use and unassigned characters, and whatever a screen may leave out. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/**
 * The form in which usernames are compared: trimmed, NFKC, full case folding. Upper case between two lower cases, so
 * that `ß`, `ẞ` and `SS` are the same. NFKC again, because folding can undo it. The Turkish `İ` is an `i`, and the
 * Greek final `ς` a `σ`.
 */
export function usernameKey(username: string): string {
  let key = username;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const folded = fold(key);
    if (folded === key) break;
    key = folded;
  }
  return key;
}

/** Folding can make characters that fold again, as `İ` with an accent does; a third round has found none. */
const MAX_ROUNDS = 4;

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replace(/i\u0307+/g, 'i')
    .replaceAll('ς', 'σ');
}

/** A name that somebody signs in with. @throws BAD_USER_INPUT for what no username can be */
export function parseUsername(username: string): { username: string; key: string } {
  const trimmed = requireText('username', username).trim();
  const tooLong = badInput('username', sentence('usernameTooLong', { max: MAX_USERNAME }));
  // Before it is folded, which takes seconds for a long row of accents.
  if (trimmed.length > MAX_USERNAME) throw tooLong;
  const key = usernameKey(trimmed);
  if (key.length === 0) throw badInput('username', sentence('usernameMissing'));
  if (key.length > MAX_USERNAME) throw tooLong;
  return { username: trimmed, key };
}

/**
 * A name for a new user: no two users may have names that look the same. Names from before these rules still sign in.
 *
 * @throws BAD_USER_INPUT for a hidden character, for letters of several scripts, and for an `@`, which is kept for
 * sign-in by e-mail address
 */
export function parseNewUsername(name: string): { username: string; key: string } {
  const parsed = parseUsername(name);
  const { username } = parsed;
  if (HIDDEN.test(username)) throw badInput('username', sentence('usernameHidden'));
  if (username.normalize('NFKC').includes('@')) throw badInput('username', sentence('usernameAt'));
  if (!isOfOneScript(username.normalize('NFKC'))) throw badInput('username', sentence('usernameMixed'));
  return parsed;
}
