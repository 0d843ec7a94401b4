import type { StaffTexts } from './en.js';

export const staffTexts: StaffTexts = {
  inviteUser: 'Zaproś użytkownika',
  inviteMeans: 'W wiadomości jest link, którym użytkownik wybiera hasło.',
  staffMeans: 'Widzi wszystkich użytkowników i może zapraszać, wyłączać i wylogowywać innych.',
  sendInvitation: 'Wyślij zaproszenie',
  invitationSent: 'Zaproszenie wysłane',
  invitationSentMeans: 'Wiadomość jest w drodze. Jej link jest ważny siedem dni.',
  inviteAnother: 'Zaproś kolejną osobę',
  invitation: 'Zaproszenie',
  withdraw: 'Wycofaj',
  withdrawMeans:
    'Użytkownik jeszcze go nie przyjął. Po wycofaniu link przestaje działać, a nazwa użytkownika i adres są od razu wolne.',
  reallyWithdraw: (name) => `Wycofać zaproszenie: ${name}?`,
  invitationWithdrawn: (name) => `Zaproszenie dla ${name} wycofano. Nazwa użytkownika i adres są wolne.`,
  invitationEnds: (when) => `Zaproszenie wygasa ${when}.`,

  account: 'Konto',
  newPasswordByMail: 'Nowe hasło pocztą',
  newPasswordByMailMeans:
    'Użytkownik dostanie wtedy link do ustawienia nowego hasła. Do tego czasu działa stare.',
  needsConfirmedAddress: 'Tę wiadomość dostaje tylko potwierdzony adres.',
  notWhileDeactivated: 'Wyłączony użytkownik nie dostaje wiadomości.',
  resetMailSent: (email) => `Wiadomość do ustawienia nowego hasła jest w drodze na adres ${email}.`,
  sessionsOfUser: 'Sesje',
  signOutEverywhere: 'Wyloguj wszędzie',
  signOutEverywhereMeans: 'Wszystkie sesje użytkownika zakończą się wtedy od razu. Hasło nadal działa.',
  reallySignOut: (name) => `Wylogować wszędzie: ${name}?`,
  signedOutEverywhere: 'Wszystkie sesje tego użytkownika się zakończyły.',
  deactivate: 'Wyłącz',
  deactivateMeans: 'Użytkownik nie będzie mógł się wtedy zalogować, a wszystkie sesje zakończą się od razu.',
  reallyDeactivate: (name) => `Wyłączyć konto ${name}?`,
  deactivatedNow: 'Ten użytkownik nie może się już zalogować. Wszystkie sesje się zakończyły.',
  activate: 'Włącz',
  activateMeans: 'Użytkownik będzie mógł wtedy znowu się zalogować.',
  activatedNow: 'Ten użytkownik może znowu się zalogować.',

  removeOfUserMeans:
    'Użytkownik nie będzie mógł się tym zalogować, a wszystkie sesje się zakończą. Użytkownik się o tym dowie.',
  removeLastOfUserMeans:
    'To ostatni: potem do zalogowania wystarczy samo hasło. Wszystkie sesje się zakończą. Użytkownik się o tym dowie.',
  factorRemoved: 'Usunięto, a wszystkie sesje tego użytkownika się zakończyły.',
  changeYourselfElsewhere: 'To Twoje własne konto. Zmienisz je na stronie „Moje konto”.',
};
