import type { Catalogue } from './catalogue.js';

export const pl: Catalogue = {
  BAD_USER_INPUT: 'Żądanie jest nieprawidłowe.',
  UNAUTHENTICATED:
    'Nikt nie jest zalogowany albo token dostępu wygasł, został unieważniony lub nie pochodzi od nas. Odśwież go lub zaloguj się.',
  FORBIDDEN: 'Zalogowany użytkownik nie może tego zrobić.',
  REAUTHENTICATION_REQUIRED:
    'Od logowania minęło zbyt dużo czasu na ten krok albo odbyło się ono bez drugiego składnika. Zaloguj się ponownie.',
  INVALID_CREDENTIALS: 'Żaden aktywny użytkownik nie ma takiej nazwy i takiego hasła.',
  INVALID_TWO_FACTOR_TOKEN: {
    by: 'attemptsLeft',
    forms: {
      one: 'Kod jest błędny. Pozostała {attemptsLeft} próba.',
      few: 'Kod jest błędny. Pozostały {attemptsLeft} próby.',
      many: 'Kod jest błędny. Pozostało {attemptsLeft} prób.',
      other: 'Kod jest błędny. Pozostało {attemptsLeft} próby.',
    },
  },
  CHALLENGE_EXPIRED:
    'Kod wygasł, został już użyty, zbyt wiele razy wpisano błędny albo nikt o niego nie prosił. Poproś o nowy.',
  TWO_FACTOR_NOT_ENABLED: 'Użytkownik nie ma drugiego składnika: do zalogowania wystarczy `obtainToken`.',
  INVALID_PHONE_NUMBER: 'Taki numer telefonu nie istnieje.',
  PHONE_NOT_ALLOWED: 'Kody nie są wysyłane do tego kraju lub na numery tego rodzaju.',
  PHONE_ALREADY_REGISTERED: 'Ten numer jest drugim składnikiem innego użytkownika.',
  TOKEN_INVALID: 'Token odświeżania wygasł, został unieważniony lub nie pochodzi od nas. Zaloguj się.',
  TOKEN_REUSED: 'Token odświeżania był już użyty, dlatego cała sesja została zakończona. Zaloguj się.',
  WEAK_PASSWORD: 'Nowe hasło jest za krótkie, za długie, zbyt popularne albo jest nazwą użytkownika.',
  RATE_LIMITED: {
    by: 'retryAfter',
    forms: {
      one: 'Zbyt wiele prób. Odczekaj {retryAfter} sekundę.',
      few: 'Zbyt wiele prób. Odczekaj {retryAfter} sekundy.',
      many: 'Zbyt wiele prób. Odczekaj {retryAfter} sekund.',
      other: 'Zbyt wiele prób. Odczekaj {retryAfter} sekundy.',
    },
  },
  PROVIDER_UNAVAILABLE: 'Nie udało się teraz wysłać lub sprawdzić kodu. Za chwilę poproś o nowy.',
  SERVICE_UNAVAILABLE: {
    by: 'retryAfter',
    forms: {
      one: 'Serwer nie może teraz tego zrobić. Odczekaj {retryAfter} sekundę.',
      few: 'Serwer nie może teraz tego zrobić. Odczekaj {retryAfter} sekundy.',
      many: 'Serwer nie może teraz tego zrobić. Odczekaj {retryAfter} sekund.',
      other: 'Serwer nie może teraz tego zrobić. Odczekaj {retryAfter} sekundy.',
    },
  },
  INTERNAL_SERVER_ERROR: 'Błąd serwera; jest zapisany w jego dzienniku.',
  usernameMissing: 'Wpisz nazwę użytkownika.',
  usernameTooLong: {
    by: 'max',
    forms: {
      one: 'Nazwa użytkownika ma najwyżej {max} znak.',
      few: 'Nazwa użytkownika ma najwyżej {max} znaki.',
      many: 'Nazwa użytkownika ma najwyżej {max} znaków.',
      other: 'Nazwa użytkownika ma najwyżej {max} znaków.',
    },
  },
  codeNotDigits: {
    by: 'length',
    forms: {
      one: 'Kod to {length} cyfra od 0 do 9, bez spacji.',
      few: 'Kod to {length} cyfry od 0 do 9, bez spacji.',
      many: 'Kod to {length} cyfr od 0 do 9, bez spacji.',
      other: 'Kod to {length} cyfr od 0 do 9, bez spacji.',
    },
  },
  notText: 'Pole „{field}” zawiera znaki, które nie są tekstem.',
  challengeOrCredentials: 'Wyślij albo `challenge`, albo nazwę użytkownika i hasło.',
  phoneDoesNotExist: 'Wpisz istniejący numer telefonu, ze znakiem + i numerem kierunkowym kraju.',
  channelNotOffered: 'Kody można wysyłać przez {channels}.',
  channelSms: 'SMS',
  channelCall: 'połączenie telefoniczne',
  channelWhatsapp: 'WhatsApp',
  currentPasswordWrong: 'Obecne hasło jest błędne.',
  passwordTooShort: {
    by: 'min',
    forms: {
      one: 'Hasło ma co najmniej {min} znak.',
      few: 'Hasło ma co najmniej {min} znaki.',
      many: 'Hasło ma co najmniej {min} znaków.',
      other: 'Hasło ma co najmniej {min} znaków.',
    },
  },
  passwordTooLong: {
    by: 'max',
    forms: {
      one: 'Hasło ma najwyżej {max} bajt.',
      few: 'Hasło ma najwyżej {max} bajty.',
      many: 'Hasło ma najwyżej {max} bajtów.',
      other: 'Hasło ma najwyżej {max} bajtów.',
    },
  },
  passwordCommon: 'To hasło jest jednym z najpopularniejszych, a takie są sprawdzane w pierwszej kolejności.',
  passwordNamesService: 'Hasłem nie może być nazwa usługi.',
  passwordNamesUser: 'Hasłem nie może być nazwa użytkownika.',
  secondFactorLocked:
    'Zbyt wiele błędnych kodów z rzędu: drugi składnik jest zablokowany. Poproś obsługę o odblokowanie.',
  tooManySignIns: 'Zbyt wiele osób loguje się w tej chwili. Spróbuj ponownie za chwilę.',
  searchTooLong: {
    by: 'max',
    forms: {
      one: 'Wyszukiwany tekst ma najwyżej {max} znak.',
      few: 'Wyszukiwany tekst ma najwyżej {max} znaki.',
      many: 'Wyszukiwany tekst ma najwyżej {max} znaków.',
      other: 'Wyszukiwany tekst ma najwyżej {max} znaków.',
    },
  },
  usersPageSize: 'Strona zawiera od 1 do {max} użytkowników.',
  usersCursor: 'Ten kursor nie pochodzi z żadnej strony listy użytkowników.',
  eventsPageSize: 'Strona zawiera od 1 do {max} zdarzeń.',
  eventsCursor: 'Ten kursor nie pochodzi z żadnej strony listy zdarzeń.',
  codeBySms: 'Wpisz {codeLength}-cyfrowy kod wysłany SMS-em na numer {destination}.',
  codeByCall: 'Wpisz {codeLength}-cyfrowy kod podany w połączeniu telefonicznym na numer {destination}.',
  codeByWhatsapp: 'Wpisz {codeLength}-cyfrowy kod wysłany przez WhatsApp na numer {destination}.',
};
