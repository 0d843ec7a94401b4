import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { sentence } from '../../core/sentences.js';
import { badInput } from '../../core/service-error.js';

/** RFC 5321, 4.5.3.1. */
const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;
/** With blanks around it, and in whatever form it is typed. */
const MAX_TEXT = 1000;

/** As the e-mail field of HTML: no quotes, no comments, no line breaks. */
const PLAIN = z.regexes.html5Email;
const WITH_DOT = /@.+\../;

/**
 * An address to write to, in the form that is stored: the domain in lower case and ASCII (IDNA). Only a mail shows
 * whether it exists.
 *
 * @throws BAD_USER_INPUT for what no mail is sent to; letters beyond ASCII before the @ have a sentence of their own,
 * because few mail servers take them
 */
export function parseEmailAddress(text: string, field = 'email'): string {
  // Normalization takes seconds for a long row of accents.
  if (text.length > MAX_TEXT) throw badInput(field, sentence('emailNotValid'));
  const trimmed = text.normalize('NFKC').trim();
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, Math.max(at, 0));
  if (/\P{ASCII}/u.test(local)) throw badInput(field, sentence('emailLocalPart'));
  // Checked first: the conversion would cut what follows a slash or a question mark.
  const domain = trimmed.slice(at + 1);
  const ascii = /[\s/?#\\%:@[\]]/.test(domain) ? '' : domainToASCII(domain);
  const address = `${local}@${ascii}`;
  const isValid =
    local.length <= MAX_LOCAL &&
    address.length <= MAX_ADDRESS &&
    PLAIN.test(address) &&
    WITH_DOT.test(address) &&
    !/^\.|\.\.|\.@/.test(address);
  if (!isValid) throw badInput(field, sentence('emailNotValid'));
  return address;
}

/** @returns undefined for what is no address */
export function toEmailAddress(text: string): string | undefined {
  try {
    return parseEmailAddress(text);
  } catch {
    return undefined;
  }
}

/** The form in which addresses are compared. Nobody has two mailboxes that differ in case alone. */
export function emailKey(address: string): string {
  return address.toLowerCase();
}

export function domainOf(address: string): string {
  return emailKey(address).slice(address.lastIndexOf('@') + 1);
}

/** Whether a domain is one of these, or below one. */
export function isWithin(domain: string, domains: readonly string[]): boolean {
  return domains.some((one) => domain === one || domain.endsWith(`.${one}`));
}
