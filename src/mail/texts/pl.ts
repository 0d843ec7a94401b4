import type { MailTexts } from './mail-texts.js';

/** Of a mail whose link undoes the change. */
const UNDO = {
  action: 'Cofnij tę zmianę',
  closing:
    'Jeśli to Ty, nie rób nic. Jeśli nie, naciśnij przycisk w ciągu 72 godzin: przywraca on poprzedni sposób logowania, kończy wszystkie sesje i prosi o nowe hasło. Nie przekazuj dalej tej wiadomości.',
};

const CHANGED = 'Logowanie do Twojego konta zostało zmienione';

/** Every change of what an account signs in with. */
const FACTORS = { subject: CHANGED, ...UNDO };

export const pl: MailTexts = {
  code: 'Możesz też wpisać ten kod. Jest ważny {minutes} min:',
  verifyEmail: {
    subject: 'Potwierdź swój adres e-mail',
    intro: 'Ktoś, pewnie Ty, założył konto {username} w {brand} z tym adresem.',
    action: 'Potwierdź adres',
    closing: 'Jeśli to nie Ty, nie rób nic. Bez potwierdzenia konto zostanie usunięte po jednym dniu.',
  },
  invitation: {
    subject: 'Zaproszenie do {brand}',
    intro: 'Masz zaproszenie do {brand}. Twoja nazwa użytkownika to {username}.',
    action: 'Ustaw hasło',
    closing: 'Jeśli nie wiesz, dlaczego, nie rób nic. Zaproszenie wygasa po siedmiu dniach.',
  },
  emailSignIn: {
    subject: 'Logowanie do {brand}',
    intro: 'Ten link loguje do {brand} jako {username}.',
    action: 'Zaloguj się',
    closing:
      'Jeśli o to nie prosisz, nie rób nic. Nie przesyłaj tej wiadomości dalej: link otwiera Twoje konto.',
  },
  resetPassword: {
    subject: 'Ustaw nowe hasło',
    intro: 'Możesz ustawić nowe hasło do konta {username} w {brand}.',
    action: 'Ustaw nowe hasło',
    closing: 'Jeśli o to nie prosisz, nie rób nic. Hasło pozostanie bez zmian.',
  },
  changeEmail: {
    subject: 'Potwierdź nowy adres e-mail',
    intro: 'Konto {username} w {brand} ma używać tego adresu.',
    action: 'Potwierdź adres',
    closing: 'Jeśli to nie Ty, nie rób nic. Konto zachowa poprzedni adres.',
  },
  keepAccount: {
    subject: 'Twoje konto zostanie usunięte',
    intro: 'Konto {username} w {brand} zostanie usunięte za siedem dni.',
    action: 'Zachowaj konto',
    closing:
      'Jeśli tego chcesz, nie rób nic. Jeśli to nie Ty, zachowaj konto, poproś o nowe hasło i skontaktuj się z pomocą.',
  },
  addressTaken: {
    subject: 'Masz już konto',
    intro: 'Ktoś chciał użyć tego adresu do konta w {brand}. Adres należy już do konta {username}.',
    closing:
      'Jeśli to Ty, zaloguj się lub poproś o nowe hasło. Jeśli nie, nie rób nic: nic się nie zmieniło.',
  },
  emailChanged: {
    subject: 'Twój adres e-mail został zmieniony',
    intro: 'Konto {username} w {brand} używa teraz innego adresu e-mail.',
    ...UNDO,
  },
  passwordChanged: {
    subject: 'Twoje hasło zostało zmienione',
    intro: 'Hasło do konta {username} w {brand} zostało zmienione.',
    ...UNDO,
  },
  phoneAdded: {
    ...FACTORS,
    intro: 'Logowanie do konta {username} w {brand} wymaga teraz kodu wysyłanego na telefon.',
  },
  phoneChanged: {
    ...FACTORS,
    intro: 'Kody logowania do konta {username} w {brand} są teraz wysyłane na inny telefon.',
  },
  phoneRemoved: {
    ...FACTORS,
    intro:
      'Telefon został usunięty z konta {username} w {brand}. Logowanie wymaga innego drugiego składnika.',
  },
  twoFactorDisabled: {
    ...FACTORS,
    intro: 'Konto {username} w {brand} nie ma już drugiego składnika. Do logowania wystarczy hasło.',
  },
  authenticatorAppAdded: {
    ...FACTORS,
    intro: 'Do logowania do konta {username} w {brand} można teraz używać aplikacji uwierzytelniającej.',
  },
  authenticatorAppRemoved: {
    ...FACTORS,
    intro: 'Aplikacja uwierzytelniająca została usunięta z konta {username} w {brand}.',
  },
  passkeyAdded: {
    ...FACTORS,
    intro: 'Do logowania do konta {username} w {brand} można teraz używać nowego klucza dostępu.',
  },
  passkeyRemoved: { ...FACTORS, intro: 'Klucz dostępu został usunięty z konta {username} w {brand}.' },
  recoveryCodesGenerated: {
    ...FACTORS,
    intro: 'Utworzono nowe kody zapasowe do konta {username} w {brand}.',
  },
  recoveryCodeUsed: {
    subject: CHANGED,
    intro: 'Do logowania do konta {username} w {brand} użyto kodu zapasowego.',
    closing: 'Jeśli to nie Ty, natychmiast poproś o nowe hasło i skontaktuj się z pomocą.',
  },
};
