import type { Catalogue } from './catalogue.js';

export const de: Catalogue = {
  BAD_USER_INPUT: 'Die Anfrage ist ungültig.',
  UNAUTHENTICATED:
    'Niemand ist angemeldet, oder das Zugriffstoken ist abgelaufen, widerrufen oder nicht von uns. Erneuern Sie es oder melden Sie sich an.',
  FORBIDDEN: 'Der angemeldete Benutzer darf das nicht.',
  REAUTHENTICATION_REQUIRED:
    'Die Anmeldung liegt für diesen Schritt zu lange zurück oder erfolgte ohne den zweiten Faktor. Melden Sie sich erneut an.',
  INVALID_CREDENTIALS: 'Kein aktiver Benutzer hat diesen Benutzernamen und dieses Passwort.',
  INVALID_TWO_FACTOR_TOKEN: {
    by: 'attemptsLeft',
    forms: {
      one: 'Der Code ist falsch. Sie haben noch {attemptsLeft} Versuch.',
      other: 'Der Code ist falsch. Sie haben noch {attemptsLeft} Versuche.',
    },
  },
  CHALLENGE_EXPIRED:
    'Der Code ist abgelaufen, oder er wurde schon verwendet, zu oft versucht oder nie angefordert. Fordern Sie einen neuen an.',
  TWO_FACTOR_NOT_ENABLED: 'Der Benutzer hat keinen zweiten Faktor: `obtainToken` allein meldet an.',
  INVALID_PHONE_NUMBER: 'Diese Telefonnummer gibt es nicht.',
  PHONE_NOT_ALLOWED: 'In dieses Land oder an diese Art von Nummer werden keine Codes gesendet.',
  PHONE_ALREADY_REGISTERED: 'Ein anderer Benutzer hat diese Nummer als zweiten Faktor.',
  TOKEN_INVALID:
    'Das Aktualisierungstoken ist abgelaufen, widerrufen oder nicht von uns. Melden Sie sich an.',
  TOKEN_REUSED:
    'Das Aktualisierungstoken wurde schon einmal verwendet, deshalb wurde die ganze Sitzung beendet. Melden Sie sich an.',
  WEAK_PASSWORD: 'Das neue Passwort ist zu kurz, zu lang, zu verbreitet oder der Benutzername.',
  RATE_LIMITED: {
    by: 'retryAfter',
    forms: {
      one: 'Zu viele Versuche. Warten Sie {retryAfter} Sekunde.',
      other: 'Zu viele Versuche. Warten Sie {retryAfter} Sekunden.',
    },
  },
  PROVIDER_UNAVAILABLE:
    'Der Code konnte gerade nicht gesendet oder geprüft werden. Fordern Sie gleich einen neuen an.',
  SERVICE_UNAVAILABLE: {
    by: 'retryAfter',
    forms: {
      one: 'Der Server kann das gerade nicht tun. Warten Sie {retryAfter} Sekunde.',
      other: 'Der Server kann das gerade nicht tun. Warten Sie {retryAfter} Sekunden.',
    },
  },
  INTERNAL_SERVER_ERROR: 'Ein Fehler des Servers; er steht in dessen Protokoll.',
  usernameMissing: 'Geben Sie einen Benutzernamen ein.',
  usernameTooLong: 'Ein Benutzername hat höchstens {max} Zeichen.',
  codeNotDigits: 'Ein Code besteht aus {length} Ziffern von 0 bis 9, ohne Leerzeichen.',
  notText: 'Das Feld „{field}“ enthält Zeichen, die kein Text sind.',
  challengeOrCredentials: 'Senden Sie entweder `challenge` oder Benutzernamen und Passwort.',
  phoneDoesNotExist: 'Geben Sie eine Telefonnummer ein, die es gibt, mit + und Landesvorwahl.',
  channelNotOffered: 'Codes können per {channels} gesendet werden.',
  channelSms: 'SMS',
  channelCall: 'Anruf',
  channelWhatsapp: 'WhatsApp',
  currentPasswordWrong: 'Das aktuelle Passwort ist falsch.',
  passwordTooShort: 'Ein Passwort hat mindestens {min} Zeichen.',
  passwordTooLong: 'Ein Passwort hat höchstens {max} Bytes.',
  passwordCommon: 'Dieses Passwort gehört zu den häufigsten, die als Erstes ausprobiert werden.',
  passwordNamesService: 'Der Name des Dienstes kann nicht das Passwort sein.',
  passwordNamesUser: 'Der Benutzername kann nicht das Passwort sein.',
  secondFactorLocked:
    'Zu viele falsche Codes in Folge: Der zweite Faktor ist gesperrt. Bitten Sie den Support, ihn zu entsperren.',
  tooManySignIns: 'Gerade melden sich zu viele Personen an. Versuchen Sie es gleich noch einmal.',
  searchTooLong: 'Ein Suchtext hat höchstens {max} Zeichen.',
  usersPageSize: 'Eine Seite hat 1 bis {max} Benutzer.',
  usersCursor: 'Dieser Cursor stammt von keiner Seite der Benutzerliste.',
  eventsPageSize: 'Eine Seite hat 1 bis {max} Ereignisse.',
  eventsCursor: 'Dieser Cursor stammt von keiner Seite der Ereignisliste.',
  codeBySms:
    'Geben Sie den {codeLength}-stelligen Code ein, den wir per SMS an {destination} gesendet haben.',
  codeByCall:
    'Geben Sie den {codeLength}-stelligen Code ein, den wir Ihnen in einem Anruf an {destination} vorlesen.',
  codeByWhatsapp:
    'Geben Sie den {codeLength}-stelligen Code ein, den wir per WhatsApp an {destination} gesendet haben.',
};
