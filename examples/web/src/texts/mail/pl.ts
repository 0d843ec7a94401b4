import type { MailTexts } from './en.js';

export const mailTexts: MailTexts = {
  usernameOrEmail: 'Nazwa użytkownika lub e-mail',
  emailAddress: 'Adres e-mail',
  forgotPassword: 'Nie pamiętasz hasła?',
  forgotPasswordMeans:
    'Podaj potwierdzony adres e-mail swojego konta. W wiadomości będzie link, który pozwala ustawić nowe hasło.',
  noAccount: 'Nie masz jeszcze konta?',
  createAccount: 'Utwórz konto',
  hasAccount: 'Masz już konto?',
  checkYourMail: 'Sprawdź pocztę',
  mailIsSent: (email) =>
    `Jeśli adres ${email} może tu być używany, wiadomość jest w drodze. Otwórz jej link albo wpisz jej kod.`,
  sendMail: 'Wyślij wiadomość',
  requestNewMail: 'Poproś o nową wiadomość',
  linkDead: 'Ta wiadomość już nie działa',
  linkDeadMeans: 'Jej link został już użyty albo jest za stary.',
  verifyLinkDeadMeans:
    'Jej link został już użyty albo jest za stary. Jeśli adres jest potwierdzony, zaloguj się. Jeśli nie, zarejestruj się jeszcze raz.',
  changeLinkDeadMeans:
    'Jej link został już użyty albo jest za stary. Konto pokazuje obowiązujący adres i wysyła nową wiadomość.',
  keepLinkDeadMeans:
    'Jej link został już użyty albo jest za stary. Zaloguj się, aby zobaczyć, czy konto zostaje.',
  invitationDeadMeans:
    'Zaproszenie zostało już użyte albo jest za stare. Jeśli masz hasło, zaloguj się. Jeśli nie, poproś o nowe zaproszenie.',
  mailMeALink: 'Wyślij mi link do logowania',
  getALink: 'Otrzymaj link do logowania',
  mailMeALinkMeans:
    'Podaj potwierdzony adres e-mail swojego konta. W wiadomości będą link i kod, które zastępują hasło.',
  signInByLinkMeans: 'Wiadomość zastępuje hasło. Naciśnij przycisk, aby zalogować się na tym urządzeniu.',
  confirmAddress: 'Potwierdź adres e-mail',
  confirmAddressMeans: (username, name) =>
    `Naciśnij przycisk, aby potwierdzić adres konta ${username}. Potem nastąpi logowanie do ${name}.`,
  confirmElsewhereMeans: (username, name) =>
    `Konto ${username} w ${name} utworzono z tym adresem w innej przeglądarce. Jeśli to Ty, wpisz wybrane hasło. Jeśli nie, zamknij tę stronę: konto zostanie usunięte po jednym dniu.`,
  confirmAndSignIn: 'Potwierdź i zaloguj się',
  confirm: 'Potwierdź',
  signInToConfirm: 'Zaloguj się, aby potwierdzić nowy adres e-mail.',
  confirmChangeMeans:
    'Naciśnij przycisk, aby używać tego adresu na swoim koncie. Wszystkie inne sesje się zakończą.',
  linkIncomplete: 'Otwórz link jeszcze raz',
  linkIncompleteMeans:
    'Ta strona działa tylko wtedy, gdy otwiera ją link z wiadomości. Naciśnij ten link jeszcze raz.',
  choosePassword: 'Wybierz hasło',
  chooseNewPassword: 'Wybierz nowe hasło',
  setPassword: 'Ustaw hasło',
  invitationMeans: (name) => `Masz zaproszenie do ${name}. Wybierz hasło, a nastąpi zalogowanie.`,
  passwordIsSet: 'Hasło jest ustawione',
  passwordIsSetMeans:
    'Wszystkie sesje się zakończyły i żadna przeglądarka nie jest już zapamiętana. Zaloguj się nowym hasłem.',
  addEmail: 'Dodaj adres',
  changeEmail: 'Zmień adres',
  newEmail: 'Nowy adres e-mail',
  confirmed: 'potwierdzony',
  notConfirmed: 'niepotwierdzony',
  emailChanged: 'Adres e-mail jest potwierdzony, a wszystkie inne sesje się zakończyły.',

  yourData: 'Twoje dane',
  downloadData: 'Pobierz swoje dane',
  downloadDataMeans:
    'Wszystko, co jest o Tobie zapisane, w jednym pliku: profil, składniki, sesje i aktywność.',
  deleteAccount: 'Usuń konto',
  deleteAccountMeans:
    'Wszystkie sesje kończą się teraz. Po siedmiu dniach konto i wszystkie dane osobowe znikną. Do tego czasu możesz się zalogować i je zachować.',
  reallyDelete: 'Usunąć Twoje konto?',
  accountEnds: (when) => `To konto zostanie usunięte: ${when}.`,
  keepAccount: 'Zachowaj moje konto',
  reallyKeepAccount: 'Zachować Twoje konto?',
  keepAccountMeans: 'Twoje konto ma zostać usunięte. Naciśnij przycisk, aby je zachować.',
  accountKept: 'Twoje konto zostaje',
  accountKeptMeans:
    'Nie zostanie usunięte. Poprosił o to ktoś zalogowany jako Ty. Jeśli to nie Ty, zmień hasło.',

  undoChange: 'Cofnij zmianę',
  reallyUndoChange: 'Cofnąć zmianę?',
  undoChangeMeans:
    'Ktoś zmienił sposób logowania do Twojego konta. Jeśli to nie Ty, naciśnij przycisk: przywraca on poprzedni adres, telefon i inne składniki logowania, kończy wszystkie sesje i usuwa hasło.',
  changeUndone: 'Zmiana została cofnięta',
  changeUndoneMeans:
    'Wszystkie sesje zostały zakończone. Ustaw teraz nowe hasło: wysłaliśmy kod na Twój poprzedni adres.',
};
