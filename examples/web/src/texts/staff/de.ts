import type { StaffTexts } from './en.js';

export const staffTexts: StaffTexts = {
  inviteUser: 'Benutzer einladen',
  inviteMeans: 'Die Mail enthält einen Link, mit dem der Benutzer ein Passwort wählt.',
  staffMeans: 'Sieht alle Benutzer und kann andere einladen, deaktivieren und abmelden.',
  sendInvitation: 'Einladung senden',
  invitationSent: 'Einladung gesendet',
  invitationSentMeans: 'Die Mail ist unterwegs. Ihr Link gilt sieben Tage.',
  inviteAnother: 'Noch jemanden einladen',
  invitation: 'Einladung',
  withdraw: 'Zurückziehen',
  withdrawMeans:
    'Der Benutzer hat sie noch nicht angenommen. Wird sie zurückgezogen, funktioniert ihr Link nicht mehr, und Benutzername und Adresse sind sofort frei.',
  reallyWithdraw: (name) => `Die Einladung von ${name} zurückziehen?`,
  invitationWithdrawn: (name) =>
    `Die Einladung von ${name} ist zurückgezogen. Benutzername und Adresse sind frei.`,
  invitationEnds: (when) => `Die Einladung endet am ${when}.`,

  account: 'Konto',
  newPasswordByMail: 'Neues Passwort per Mail',
  newPasswordByMailMeans:
    'Damit bekommt der Benutzer einen Link für ein neues Passwort. Bis dahin funktioniert das alte.',
  needsConfirmedAddress: 'Nur eine bestätigte Adresse bekommt diese Mail.',
  notWhileDeactivated: 'Ein deaktivierter Benutzer bekommt keine Mail.',
  resetMailSent: (email) => `Eine Mail für ein neues Passwort ist unterwegs an ${email}.`,
  sessionsOfUser: 'Sitzungen',
  signOutEverywhere: 'Überall abmelden',
  signOutEverywhereMeans:
    'Damit enden alle Sitzungen des Benutzers sofort. Das Passwort funktioniert weiterhin.',
  reallySignOut: (name) => `${name} überall abmelden?`,
  signedOutEverywhere: 'Alle Sitzungen dieses Benutzers sind beendet.',
  deactivate: 'Deaktivieren',
  deactivateMeans: 'Damit kann sich der Benutzer nicht mehr anmelden, und alle Sitzungen enden sofort.',
  reallyDeactivate: (name) => `${name} deaktivieren?`,
  deactivatedNow: 'Dieser Benutzer kann sich nicht mehr anmelden. Alle Sitzungen sind beendet.',
  activate: 'Aktivieren',
  activateMeans: 'Damit kann sich der Benutzer wieder anmelden.',
  activatedNow: 'Dieser Benutzer kann sich wieder anmelden.',

  removeOfUserMeans:
    'Der Benutzer kann sich nicht mehr damit anmelden, und alle Sitzungen enden. Der Benutzer erfährt es.',
  removeLastOfUserMeans:
    'Es ist der letzte: dann reicht das Passwort allein zur Anmeldung. Alle Sitzungen enden. Der Benutzer erfährt es.',
  factorRemoved: 'Er ist entfernt, und alle Sitzungen dieses Benutzers sind beendet.',
  changeYourselfElsewhere: 'Das ist Ihr eigenes Konto. Sie ändern es auf der Seite „Mein Konto“.',
};
