import type { PhoneNews } from './phone-notifier.js';

type Texts = Record<PhoneNews, (site: string) => string>;

/** No link and no name: a message that teaches people to follow links in such messages helps the wrong ones. */
const TEXTS = {
  en: {
    phoneChanged: (site) =>
      `Sign-in codes for ${site} now go to another phone. If this was not you, change your password and contact support.`,
    twoFactorDisabled: (site) =>
      `Signing in to ${site} no longer takes a code from this phone. If this was not you, change your password and contact support.`,
  },
  pl: {
    phoneChanged: (site) =>
      `Kody logowania do ${site} będą wysyłane na inny telefon. Jeśli to nie Twoja zmiana, zmień hasło i skontaktuj się z pomocą.`,
    twoFactorDisabled: (site) =>
      `Logowanie do ${site} nie wymaga już kodu z tego telefonu. Jeśli to nie Twoja zmiana, zmień hasło i skontaktuj się z pomocą.`,
  },
  de: {
    phoneChanged: (site) =>
      `Anmeldecodes für ${site} gehen jetzt an ein anderes Telefon. Waren Sie das nicht, ändern Sie Ihr Passwort und melden Sie sich beim Support.`,
    twoFactorDisabled: (site) =>
      `Die Anmeldung bei ${site} verlangt keinen Code von diesem Telefon mehr. Waren Sie das nicht, ändern Sie Ihr Passwort und melden Sie sich beim Support.`,
  },
  es: {
    phoneChanged: (site) =>
      `Los códigos de acceso a ${site} llegan ahora a otro teléfono. Si no ha sido usted, cambie su contraseña y contacte con soporte.`,
    twoFactorDisabled: (site) =>
      `El acceso a ${site} ya no requiere un código de este teléfono. Si no ha sido usted, cambie su contraseña y contacte con soporte.`,
  },
  fr: {
    phoneChanged: (site) =>
      `Les codes de connexion à ${site} sont désormais envoyés à un autre téléphone. Si ce n'est pas vous, changez votre mot de passe et contactez l'assistance.`,
    twoFactorDisabled: (site) =>
      `La connexion à ${site} ne demande plus de code de ce téléphone. Si ce n'est pas vous, changez votre mot de passe et contactez l'assistance.`,
  },
} satisfies Record<string, Texts>;

/**
 * @param site how people know the server: the host of its public URL
 * @param locale BCP 47
 */
export function phoneNoticeText(news: PhoneNews, site: string, locale = 'en'): string {
  const [language = ''] = locale.toLowerCase().split('-');
  return TEXTS[isTranslated(language) ? language : 'en'][news](site);
}

function isTranslated(language: string): language is keyof typeof TEXTS {
  return Object.hasOwn(TEXTS, language);
}
