import type { FactorTexts } from './en.js';

export const factorTexts: FactorTexts = {
  kinds: {
    PHONE: 'Telefon',
    AUTHENTICATOR_APP: 'Authenticator-App',
    PASSKEY: 'Passkey',
    RECOVERY_CODE: 'Wiederherstellungscode',
    EMAIL: 'E-Mail',
  },
  isOn: 'Zur Anmeldung gehört nach dem Passwort eines davon.',
  isOff: 'Zur Anmeldung reicht das Passwort.',
  whySwitchOn:
    'Mit einem zweiten Faktor reicht ein gestohlenes Passwort allein nicht, um sich als Sie anzumelden.',
  addedOn: (date) => `hinzugefügt am ${date}`,
  lastUsed: (when) => `zuletzt benutzt ${when}`,
  onAllDevices: 'auf allen Ihren Geräten',
  onOneDevice: 'auf einem Gerät',
  rename: 'Umbenennen',
  renameOf: (name) => `${name} umbenennen`,
  name: 'Name',
  save: 'Speichern',
  remove: 'Entfernen',
  removeOf: (name) => `${name} entfernen`,
  reallyRemove: (name) => `${name} entfernen?`,
  removeMeans:
    'Sie können sich damit nicht mehr anmelden. Alle anderen Sitzungen enden, und gemerkte Geräte werden vergessen.',
  askFirstFor: 'Zuerst fragen nach',
  theStrongest: 'dem stärksten',
  addAnotherWay: 'Weiteren Weg hinzufügen',
  ways: {
    PHONE: 'Ein Code per SMS oder Anruf. Das geht mit jedem Telefon.',
    AUTHENTICATOR_APP: 'Ein Code, den eine App auf Ihrem Telefon zeigt. Das geht auch ohne Netz.',
    PASSKEY:
      'Ihr Fingerabdruck, Ihr Gesicht oder ein Sicherheitsschlüssel. Keine falsche Seite kann ihn stehlen.',
  },
  addPhone: 'Telefon hinzufügen',
  addApp: 'App hinzufügen',
  addPasskey: 'Passkey hinzufügen',

  setUpApp: 'Authenticator-App einrichten',
  scanIt: 'Scannen Sie dies mit Ihrer Authenticator-App.',
  qrCode: 'QR-Code für eine Authenticator-App',
  openInApp: 'App auf diesem Gerät öffnen',
  orTypeKey: 'Oder geben Sie diesen Schlüssel in die App ein:',
  copyKey: 'Schlüssel kopieren',
  thenTheCode: 'Geben Sie dann den Code ein, den die App zeigt.',

  recoveryCodes: 'Wiederherstellungscodes',
  codesLeft: (count) => (count === 1 ? 'Noch 1 von 10 Codes.' : `Noch ${count} von 10 Codes.`),
  fewCodesLeft: (count) =>
    count === 1
      ? 'Nur noch 1 Code ist übrig. Erstellen Sie neue.'
      : `Nur noch ${count} Codes sind übrig. Erstellen Sie neue.`,
  noCodesLeft: 'Sie haben keine Codes. Wenn Sie Ihr Gerät verlieren, können Sie sich nicht anmelden.',
  recoveryCodesMean: 'Wenn Sie Ihr Gerät verlieren, melden Sie sich mit einem Code an.',
  makeCodes: 'Codes erstellen',
  makeNewCodes: 'Neue Codes erstellen',
  reallyMakeCodes: 'Neue Wiederherstellungscodes erstellen?',
  makeCodesMeans: 'Die alten gelten dann nicht mehr.',
  storeYourCodes: 'Wiederherstellungs\u00adcodes aufbewahren',
  storeThemBecause:
    'Wenn Sie Ihr Gerät verlieren, melden Sie sich mit einem dieser Codes an. Jeder gilt einmal. Sie werden nicht noch einmal gezeigt.',
  newCode: 'Neuen Wiederherstellungs\u00adcode aufbewahren',
  newCodeBecause:
    'Der benutzte Code gilt nicht mehr. Dieser tritt an seine Stelle. Er wird nicht noch einmal gezeigt.',
  copy: 'Kopieren',
  copied: 'Kopiert',
  download: 'Herunterladen',
  print: 'Drucken',
  iStoredThem: 'Ich habe sie aufbewahrt',
  iStoredIt: 'Ich habe ihn aufbewahrt',
  done: 'Fertig',
  codesOf: (username, product) => `Wiederherstellungscodes von ${username} für ${product}`,
  madeOn: (date) => `Erstellt am ${date}. Jeder gilt einmal.`,

  tryAnotherWay: 'Anderen Weg wählen',
  chooseAWay: 'Anderer Weg',
  useWay: {
    PHONE: 'Code per Telefon bekommen',
    AUTHENTICATOR_APP: 'Authenticator-App benutzen',
    PASSKEY: 'Passkey benutzen',
    RECOVERY_CODE: 'Wiederherstellungscode benutzen',
    EMAIL: 'Code per E-Mail bekommen',
  },
  confirmWithPasskey: 'Mit dem Passkey bestätigen',
  askApp: 'Der Code steht in Ihrer Authenticator-App.',
  askPasskey: 'Ihr Browser fragt nach Fingerabdruck, Gesicht, PIN oder Sicherheitsschlüssel.',
  usePasskey: 'Passkey benutzen',
  passkeyFailures: {
    PASSKEY_NOT_USED:
      'Es wurde kein Passkey benutzt. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.',
    PASSKEY_EXISTS: 'Dieses Gerät hat schon einen Passkey für Ihr Konto.',
    PASSKEYS_UNAVAILABLE: 'In diesem Browser oder auf dieser Seite gehen keine Passkeys.',
  },
  askRecoveryCode: 'Geben Sie einen der Codes ein, die Sie aufbewahrt haben.',
  recoveryCodeHint: '24 Buchstaben und Ziffern. Leerzeichen, Striche und Großschreibung sind egal.',
  onlyRecoveryCode:
    'Die anderen Wege sind nach zu vielen falschen Codes gesperrt. Ein Wiederherstellungscode entsperrt sie.',
  nothingWorks: (product) =>
    `Nichts geht? Fragen Sie die Leute, die ${product} betreiben. Sie prüfen, wer Sie sind, und lassen Sie wieder hinein.`,

  rememberDevice: 'Dieses Gerät merken',
  rememberDeviceHint:
    'Einige Wochen lang reicht hier das Passwort allein. Benutzen Sie das nicht auf einem geteilten Gerät.',
  devices: 'Gemerkte Geräte',
  devicesMean: 'Dort reicht das Passwort ohne zweiten Faktor.',
  noDevices: 'Kein Gerät ist gemerkt. Sie können es bei der Anmeldung wählen.',
  until: (date) => `bis ${date}`,
  forget: 'Vergessen',
  forgetDevice: (name, date) => `${name} vergessen, gemerkt am ${date}`,
  reallyForget: (name) => `${name} vergessen?`,
  forgetMeans: 'Die nächste Anmeldung dort braucht den zweiten Faktor.',
  forgetAll: 'Alle vergessen',
  reallyForgetAll: 'Alle Geräte vergessen?',
  forgetAllMeans: 'Die nächste Anmeldung auf jedem davon braucht den zweiten Faktor.',

  signInWithPasskey: 'Mit Passkey anmelden',
  or: 'oder',
  protectAccount: 'Schützen Sie Ihr Konto',
  mustEnroll: (product) => `${product} verlangt von allen einen zweiten Faktor. Wählen Sie einen.`,
};
