import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import type { MailKind } from '../../src/core/notice-kind.js';
import { composeMail, type MailContent } from '../../src/mail/compose-mail.js';
import { en } from '../../src/mail/texts/en.js';

const LANGUAGES = ['en', 'de', 'es', 'fr', 'pl'];
const KINDS = Object.keys(en).filter((key) => key !== 'code') as MailKind[];
const LINK = 'https://app.example.com/verify-email?challenge=x&token=y';
const { brand } = loadConfig({ BRAND_NAME: 'Łódź & Bikes', BRAND_COLOR: '#0B5CAD' });

function compose(content: Partial<MailContent> = {}) {
  const base: MailContent = {
    ...{ kind: 'verifyEmail', to: 'ada@example.com', username: 'ada', locale: 'en', messageId: '<1@x>' },
    proof: { link: LINK, code: '12345678', codeMinutes: 10 },
  };
  return composeMail({ ...base, ...content }, brand);
}

describe('a mail', () => {
  it.each(LANGUAGES)('has a text of every kind in %s, with the product and the account', (locale) => {
    for (const kind of KINDS) {
      const { action } = en[kind];
      const proof = action === undefined ? {} : { proof: { link: LINK, code: '12345678', codeMinutes: 10 } };
      const mail = composeMail(
        { kind, to: 'ada@example.com', username: 'ada-l', locale, messageId: '<1@x>', ...proof },
        brand,
      );
      expect([kind, mail.text]).toEqual([kind, expect.stringContaining('ada-l')]);
      expect([kind, mail.text]).toEqual([kind, expect.stringContaining('Łódź & Bikes')]);
      expect([kind, `${mail.subject} ${mail.text} ${mail.html}`]).toEqual([
        kind,
        expect.not.stringMatching(/\{\w+\}|undefined/),
      ]);
      expect(mail.html).toContain(`<html lang="${locale}">`);
      if (locale !== 'en') expect([kind, mail.subject]).not.toEqual([kind, compose({ kind }).subject]);
    }
  });

  it('is in the language of a region, and in English where there is none of its own', () => {
    expect(compose({ locale: 'pl-PL' }).subject).toBe(compose({ locale: 'pl' }).subject);
    for (const locale of ['sv', '', 'x'.repeat(35), null])
      expect(compose({ locale }).subject).toBe(compose({ locale: 'en' }).subject);
  });

  it('has the link and the code in both parts, and the colour of the product', () => {
    const { text, html, link, code } = compose();
    expect({ link, code }).toEqual({ link: LINK, code: '12345678' });
    for (const part of [text, html]) expect(part).toContain('12345678');
    expect(text).toContain(LINK);
    expect(html).toContain(`href="${LINK.replace('&', '&#38;')}"`);
    expect(html).toContain('#0b5cad');
    expect(html).toContain('Łódź &#38; Bikes');
  });

  it('is not written by who chose the name of the account', () => {
    const username = '<a href="https://evil.example">{brand}</a>{username}\'"&';
    const { subject, text, html } = compose({ username });
    expect(text).toContain(username);
    expect(html).not.toContain('<a href="https://evil.example">');
    expect(html).toContain(
      '&#60;a href=&#34;https://evil.example&#34;&#62;{brand}&#60;/a&#62;{username}&#39;&#34;&#38;',
    );
    for (const kind of KINDS) expect(compose({ kind, username: 'ada-l' }).subject).not.toContain('ada-l');
    expect(subject).not.toContain('\n');
  });
});
