import type { BrandConfig } from '../config/config.js';
import type { MailKind } from '../core/notice-kind.js';
import type { Mail } from '../vendors/mailer.js';
import { de } from './texts/de.js';
import { en } from './texts/en.js';
import { es } from './texts/es.js';
import { fr } from './texts/fr.js';
import type { MailTexts } from './texts/mail-texts.js';
import { pl } from './texts/pl.js';

const TEXTS: Readonly<Record<string, MailTexts>> = { en, de, es, fr, pl };

const DEFAULT_COLOR = '#1f4fd8';

/** What a mail says beside its words. */
export interface MailContent {
  readonly kind: MailKind;
  readonly to: string;
  readonly username: string;
  /** BCP 47; English where there is no text in it. */
  readonly locale: string | null;
  /** Proof of the address: a link to open, and mostly a code to type as well. */
  readonly proof?: { readonly link: string; readonly code: string | null; readonly codeMinutes: number };
  readonly messageId: string;
}

/** Writes a mail as text and as simple HTML. The HTML loads nothing, so that nobody learns when it is read. */
export function composeMail(content: MailContent, { name, color }: BrandConfig): Mail {
  const { kind, to, locale, username, proof, messageId } = content;
  const [language = 'en'] = (locale ?? 'en').toLowerCase().split('-');
  const texts = TEXTS[language] ?? en;
  const words = texts[kind];
  const fill = (text: string) => fillIn(text, { brand: name, username });
  const subject = fill(words.subject);
  const codeIntro = proof && texts.code.replace('{minutes}', String(proof.codeMinutes));
  const text = [
    fill(words.intro),
    ...(proof ? [`${words.action}:\n${proof.link}`] : []),
    ...(proof?.code ? [`${codeIntro}\n${proof.code}`] : []),
    fill(words.closing),
  ].join('\n\n');
  const html = [
    `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${escape(subject)}</title>`,
    '<body style="margin:0;padding:24px;font:16px/1.5 sans-serif;color:#1a1a1a;max-width:560px">',
    `<p style="font-weight:bold">${escape(name)}</p><p>${escape(fill(words.intro))}</p>`,
    ...(proof
      ? [
          `<p><a href="${escape(proof.link)}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:${color ?? DEFAULT_COLOR};color:#ffffff;text-decoration:none">${escape(words.action ?? '')}</a></p>`,
        ]
      : []),
    ...(proof?.code
      ? [
          `<p>${escape(codeIntro ?? '')}</p><p style="font-size:28px;letter-spacing:4px">${escape(proof.code)}</p>`,
        ]
      : []),
    `<p style="color:#555555">${escape(fill(words.closing))}</p></body></html>`,
  ].join('\n');
  return { to, subject, text, html, messageId, code: proof?.code ?? null, link: proof?.link ?? null };
}

/** One pass: a username that looks like a placeholder stays what it is. */
function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
