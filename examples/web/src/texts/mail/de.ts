import type { MailTexts } from './en.js';

export const mailTexts: MailTexts = {
  usernameOrEmail: 'Benutzername oder E-Mail',
  emailAddress: 'E-Mail-Adresse',
  forgotPassword: 'Passwort vergessen?',
  forgotPasswordMeans:
    'Geben Sie die bestätigte E-Mail-Adresse Ihres Kontos ein. Die Mail enthält einen Link, mit dem Sie ein neues Passwort setzen.',
  noAccount: 'Noch kein Konto?',
  createAccount: 'Konto anlegen',
  hasAccount: 'Sie haben schon ein Konto?',
  checkYourMail: 'Sehen Sie in Ihr Postfach',
  mailIsSent: (email) =>
    `Wenn Sie ${email} hier verwenden können, ist eine Mail unterwegs. Öffnen Sie ihren Link, oder geben Sie ihren Code ein.`,
  sendMail: 'Mail senden',
  requestNewMail: 'Neue Mail anfordern',
  linkDead: 'Diese Mail gilt nicht mehr',
  linkDeadMeans: 'Ihr Link wurde schon benutzt, oder er ist zu alt.',
  verifyLinkDeadMeans:
    'Ihr Link wurde schon benutzt, oder er ist zu alt. Wenn Ihre Adresse bestätigt ist, melden Sie sich an. Wenn nicht, registrieren Sie sich noch einmal.',
  changeLinkDeadMeans:
    'Ihr Link wurde schon benutzt, oder er ist zu alt. Ihr Konto zeigt die gültige Adresse und sendet eine neue Mail.',
  keepLinkDeadMeans:
    'Ihr Link wurde schon benutzt, oder er ist zu alt. Melden Sie sich an, um zu sehen, ob Ihr Konto bleibt.',
  invitationDeadMeans:
    'Die Einladung wurde schon benutzt, oder sie ist zu alt. Wenn Sie ein Passwort haben, melden Sie sich an. Wenn nicht, bitten Sie um eine neue Einladung.',
  mailMeALink: 'Anmeldelink per E-Mail',
  getALink: 'Anmeldelink bekommen',
  mailMeALinkMeans:
    'Geben Sie die bestätigte E-Mail-Adresse Ihres Kontos ein. Die Mail enthält einen Link und einen Code, die das Passwort ersetzen.',
  signInByLinkMeans:
    'Die Mail ersetzt Ihr Passwort. Drücken Sie den Knopf, um sich auf diesem Gerät anzumelden.',
  confirmAddress: 'E-Mail-Adresse bestätigen',
  confirmAddressMeans: (username, name) =>
    `Drücken Sie den Knopf, um die Adresse Ihres Kontos ${username} zu bestätigen. Dann sind Sie bei ${name} angemeldet.`,
  confirmElsewhereMeans: (username, name) =>
    `Das Konto ${username} bei ${name} wurde in einem anderen Browser mit dieser Adresse angelegt. Wenn Sie es waren, geben Sie das Passwort ein, das Sie gewählt haben. Wenn nicht, schließen Sie diese Seite: Das Konto wird nach einem Tag gelöscht.`,
  confirmAndSignIn: 'Bestätigen und anmelden',
  confirm: 'Bestätigen',
  signInToConfirm: 'Melden Sie sich an, um Ihre neue E-Mail-Adresse zu bestätigen.',
  confirmChangeMeans:
    'Drücken Sie den Knopf, um diese Adresse für Ihr Konto zu verwenden. Alle Ihre anderen Sitzungen enden.',
  linkIncomplete: 'Öffnen Sie den Link noch einmal',
  linkIncompleteMeans:
    'Diese Seite funktioniert nur, wenn der Link in der Mail sie öffnet. Drücken Sie noch einmal auf den Link in der Mail.',
  choosePassword: 'Passwort wählen',
  chooseNewPassword: 'Neues Passwort wählen',
  setPassword: 'Passwort setzen',
  invitationMeans: (name) =>
    `Sie sind zu ${name} eingeladen. Wählen Sie ein Passwort: dann sind Sie angemeldet.`,
  passwordIsSet: 'Ihr Passwort ist gesetzt',
  passwordIsSetMeans:
    'Alle Sitzungen sind beendet, und kein Browser ist mehr gemerkt. Melden Sie sich mit dem neuen Passwort an.',
  addEmail: 'Adresse hinzufügen',
  changeEmail: 'Adresse ändern',
  newEmail: 'Neue E-Mail-Adresse',
  confirmed: 'bestätigt',
  notConfirmed: 'nicht bestätigt',
  emailChanged: 'Die E-Mail-Adresse ist bestätigt, und alle anderen Sitzungen sind beendet.',

  yourData: 'Ihre Daten',
  downloadData: 'Ihre Daten herunterladen',
  downloadDataMeans:
    'Alles, was über Sie gespeichert ist, als Datei: Profil, Faktoren, Sitzungen und Aktivität.',
  deleteAccount: 'Konto löschen',
  deleteAccountMeans:
    'Alle Sitzungen enden jetzt. Nach sieben Tagen sind das Konto und alles Persönliche gelöscht. Bis dahin können Sie sich anmelden und es behalten.',
  reallyDelete: 'Ihr Konto löschen?',
  accountEnds: (when) => `Dieses Konto wird am ${when} gelöscht.`,
  keepAccount: 'Konto behalten',
  reallyKeepAccount: 'Ihr Konto behalten?',
  keepAccountMeans: 'Ihr Konto soll gelöscht werden. Drücken Sie den Knopf, um es zu behalten.',
  accountKept: 'Ihr Konto bleibt',
  accountKeptMeans:
    'Es wird nicht gelöscht. Jemand, der als Sie angemeldet war, wollte das. Wenn Sie es nicht waren, ändern Sie Ihr Passwort.',

  undoChange: 'Änderung rückgängig machen',
  reallyUndoChange: 'Änderung rückgängig machen?',
  undoChangeMeans:
    'Jemand hat geändert, wie man sich bei Ihrem Konto anmeldet. Wenn Sie es nicht waren, drücken Sie den Knopf: Er stellt Adresse, Telefon und andere Faktoren wie vorher wieder her, beendet alle Sitzungen und entfernt das Passwort.',
  changeUndone: 'Die Änderung ist rückgängig gemacht',
  changeUndoneMeans:
    'Alle Sitzungen sind beendet. Setzen Sie jetzt ein neues Passwort: Wir haben einen Code an Ihre frühere Adresse geschickt.',
};
