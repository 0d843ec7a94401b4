import type { PhoneNews } from '../../core/notice-kind.js';

type Texts = Record<PhoneNews, (site: string) => string>;

/** No link and no name: a message that teaches people to follow links in such messages helps the wrong ones. */
const TEXTS = {
  en: {
    phoneChanged: (site) =>
      `Sign-in codes for ${site} now go to another phone. If this was not you, change your password and contact support.`,
    phoneRemoved: (site) =>
      `Signing in to ${site} no longer takes a code from this phone. If this was not you, change your password and contact support.`,
    twoFactorDisabled: (site) =>
      `Signing in to ${site} no longer takes a code from this phone. If this was not you, change your password and contact support.`,
    authenticatorAppAdded: (site) =>
      `An authenticator app can now be used to sign in to ${site}. If this was not you, change your password and contact support.`,
    authenticatorAppRemoved: (site) =>
      `An authenticator app can no longer be used to sign in to ${site}. If this was not you, change your password and contact support.`,
    passkeyAdded: (site) =>
      `A new passkey can now be used to sign in to ${site}. If this was not you, change your password and contact support.`,
    passkeyRemoved: (site) =>
      `A passkey can no longer be used to sign in to ${site}. If this was not you, change your password and contact support.`,
    recoveryCodesGenerated: (site) =>
      `New recovery codes were made for your account at ${site}. If this was not you, change your password and contact support.`,
    recoveryCodeUsed: (site) =>
      `A recovery code was used to sign in to ${site}. If this was not you, change your password and contact support.`,
  },
  pl: {
    phoneChanged: (site) =>
      `Kody logowania do ${site} będą wysyłane na inny telefon. Jeśli to nie Twoja zmiana, zmień hasło i skontaktuj się z pomocą.`,
    phoneRemoved: (site) =>
      `Logowanie do ${site} nie wymaga już kodu z tego telefonu. Jeśli to nie Twoja zmiana, zmień hasło i skontaktuj się z pomocą.`,
    twoFactorDisabled: (site) =>
      `Logowanie do ${site} nie wymaga już kodu z tego telefonu. Jeśli to nie Twoja zmiana, zmień hasło i skontaktuj się z pomocą.`,
    authenticatorAppAdded: (site) =>
      `Do logowania do ${site} można teraz używać aplikacji uwierzytelniającej. Jeśli to nie Twoja zmiana, zmień hasło i skontaktuj się z pomocą.`,
    authenticatorAppRemoved: (site) =>
      `Z aplikacji uwierzytelniającej nie można już korzystać przy logowaniu do ${site}. Jeśli to nie Twoja zmiana, zmień hasło i skontaktuj się z pomocą.`,
    passkeyAdded: (site) =>
      `Do logowania do ${site} można teraz używać nowego klucza dostępu. Jeśli to nie Twoja zmiana, zmień hasło i skontaktuj się z pomocą.`,
    passkeyRemoved: (site) =>
      `Klucz dostępu do ${site} został usunięty. Jeśli to nie Twoja zmiana, zmień hasło i skontaktuj się z pomocą.`,
    recoveryCodesGenerated: (site) =>
      `Utworzono nowe kody zapasowe do Twojego konta w ${site}. Jeśli to nie Twoja zmiana, zmień hasło i skontaktuj się z pomocą.`,
    recoveryCodeUsed: (site) =>
      `Do logowania do ${site} użyto kodu zapasowego. Jeśli to nie Ty, zmień hasło i skontaktuj się z pomocą.`,
  },
  de: {
    phoneChanged: (site) =>
      `Anmeldecodes für ${site} gehen jetzt an ein anderes Telefon. Waren Sie das nicht, ändern Sie Ihr Passwort und melden Sie sich beim Support.`,
    phoneRemoved: (site) =>
      `Die Anmeldung bei ${site} verlangt keinen Code von diesem Telefon mehr. Waren Sie das nicht, ändern Sie Ihr Passwort und melden Sie sich beim Support.`,
    twoFactorDisabled: (site) =>
      `Die Anmeldung bei ${site} verlangt keinen Code von diesem Telefon mehr. Waren Sie das nicht, ändern Sie Ihr Passwort und melden Sie sich beim Support.`,
    authenticatorAppAdded: (site) =>
      `Für die Anmeldung bei ${site} gilt jetzt eine Authenticator-App. Waren Sie das nicht, ändern Sie Ihr Passwort und melden Sie sich beim Support.`,
    authenticatorAppRemoved: (site) =>
      `Eine Authenticator-App gilt nicht mehr für die Anmeldung bei ${site}. Waren Sie das nicht, ändern Sie Ihr Passwort und melden Sie sich beim Support.`,
    passkeyAdded: (site) =>
      `Für die Anmeldung bei ${site} gilt jetzt ein neuer Passkey. Waren Sie das nicht, ändern Sie Ihr Passwort und melden Sie sich beim Support.`,
    passkeyRemoved: (site) =>
      `Ein Passkey gilt nicht mehr für die Anmeldung bei ${site}. Waren Sie das nicht, ändern Sie Ihr Passwort und melden Sie sich beim Support.`,
    recoveryCodesGenerated: (site) =>
      `Für Ihr Konto bei ${site} wurden neue Wiederherstellungscodes erstellt. Waren Sie das nicht, ändern Sie Ihr Passwort und melden Sie sich beim Support.`,
    recoveryCodeUsed: (site) =>
      `Bei der Anmeldung bei ${site} wurde ein Wiederherstellungscode verwendet. Waren Sie das nicht, ändern Sie Ihr Passwort und melden Sie sich beim Support.`,
  },
  es: {
    phoneChanged: (site) =>
      `Los códigos de acceso a ${site} llegan ahora a otro teléfono. Si no ha sido usted, cambie su contraseña y contacte con soporte.`,
    phoneRemoved: (site) =>
      `El acceso a ${site} ya no requiere un código de este teléfono. Si no ha sido usted, cambie su contraseña y contacte con soporte.`,
    twoFactorDisabled: (site) =>
      `El acceso a ${site} ya no requiere un código de este teléfono. Si no ha sido usted, cambie su contraseña y contacte con soporte.`,
    authenticatorAppAdded: (site) =>
      `Ahora se puede acceder a ${site} con una aplicación de autenticación. Si no ha sido usted, cambie su contraseña y contacte con soporte.`,
    authenticatorAppRemoved: (site) =>
      `Una aplicación de autenticación ya no sirve para acceder a ${site}. Si no ha sido usted, cambie su contraseña y contacte con soporte.`,
    passkeyAdded: (site) =>
      `Ahora se puede acceder a ${site} con una nueva llave de acceso. Si no ha sido usted, cambie su contraseña y contacte con soporte.`,
    passkeyRemoved: (site) =>
      `Una llave de acceso ya no sirve para acceder a ${site}. Si no ha sido usted, cambie su contraseña y contacte con soporte.`,
    recoveryCodesGenerated: (site) =>
      `Se han creado nuevos códigos de recuperación para su cuenta de ${site}. Si no ha sido usted, cambie su contraseña y contacte con soporte.`,
    recoveryCodeUsed: (site) =>
      `Se ha usado un código de recuperación para acceder a ${site}. Si no ha sido usted, cambie su contraseña y contacte con soporte.`,
  },
  fr: {
    phoneChanged: (site) =>
      `Les codes de connexion à ${site} sont désormais envoyés à un autre téléphone. Si ce n'est pas vous, changez votre mot de passe et contactez l'assistance.`,
    phoneRemoved: (site) =>
      `La connexion à ${site} ne demande plus de code de ce téléphone. Si ce n'est pas vous, changez votre mot de passe et contactez l'assistance.`,
    twoFactorDisabled: (site) =>
      `La connexion à ${site} ne demande plus de code de ce téléphone. Si ce n'est pas vous, changez votre mot de passe et contactez l'assistance.`,
    authenticatorAppAdded: (site) =>
      `Une application d'authentification permet désormais de se connecter à ${site}. Si ce n'est pas vous, changez votre mot de passe et contactez l'assistance.`,
    authenticatorAppRemoved: (site) =>
      `Une application d'authentification ne permet plus de se connecter à ${site}. Si ce n'est pas vous, changez votre mot de passe et contactez l'assistance.`,
    passkeyAdded: (site) =>
      `Une nouvelle clé d'accès permet désormais de se connecter à ${site}. Si ce n'est pas vous, changez votre mot de passe et contactez l'assistance.`,
    passkeyRemoved: (site) =>
      `Une clé d'accès ne permet plus de se connecter à ${site}. Si ce n'est pas vous, changez votre mot de passe et contactez l'assistance.`,
    recoveryCodesGenerated: (site) =>
      `De nouveaux codes de récupération ont été créés pour votre compte ${site}. Si ce n'est pas vous, changez votre mot de passe et contactez l'assistance.`,
    recoveryCodeUsed: (site) =>
      `Un code de récupération a servi à se connecter à ${site}. Si ce n'est pas vous, changez votre mot de passe et contactez l'assistance.`,
  },
} satisfies Record<string, Texts>;

/**
 * The text of a notice. English follows text in another language: a notice in a language that its reader does not
 * understand warns nobody.
 *
 * @param site how people know the server: the host of its public URL
 * @param locale BCP 47
 */
export function phoneNoticeText(news: PhoneNews, site: string, locale = 'en'): string {
  const [language = ''] = locale.toLowerCase().split('-');
  const english = TEXTS.en[news](site);
  if (language === 'en' || !isTranslated(language)) return english;
  return `${TEXTS[language][news](site)}\n\n${english}`;
}

function isTranslated(language: string): language is keyof typeof TEXTS {
  return Object.hasOwn(TEXTS, language);
}
