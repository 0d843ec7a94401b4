import type { FactorTexts } from './en.js';

/** `1 kod`, `3 kody`, `10 kodów`. */
function codes(count: number): string {
  if (count === 1) return '1 kod';
  return count >= 2 && count <= 4 ? `${count} kody` : `${count} kodów`;
}

export const factorTexts: FactorTexts = {
  kinds: {
    PHONE: 'Telefon',
    AUTHENTICATOR_APP: 'Aplikacja uwierzytelniająca',
    PASSKEY: 'Klucz dostępu',
    RECOVERY_CODE: 'Kod odzyskiwania',
    EMAIL: 'E-mail',
  },
  isOn: 'Do logowania po haśle potrzeba jednego z tych sposobów.',
  isOff: 'Do logowania wystarczy hasło.',
  whySwitchOn: 'Z drugim składnikiem samo skradzione hasło nie wystarczy, żeby zalogować się jako Ty.',
  addedOn: (date) => `dodano ${date}`,
  lastUsed: (when) => `ostatnio używany ${when}`,
  onAllDevices: 'na wszystkich Twoich urządzeniach',
  onOneDevice: 'na jednym urządzeniu',
  rename: 'Zmień nazwę',
  renameOf: (name) => `Zmień nazwę: ${name}`,
  name: 'Nazwa',
  save: 'Zapisz',
  remove: 'Usuń',
  removeOf: (name) => `Usuń: ${name}`,
  reallyRemove: (name) => `Usunąć: ${name}?`,
  removeMeans:
    'Logowanie tym sposobem nie będzie już możliwe. Wszystkie inne sesje zostaną zakończone, a zapamiętane urządzenia zapomniane.',
  askFirstFor: 'Najpierw pytaj o',
  theStrongest: 'najsilniejszy sposób',
  addAnotherWay: 'Dodaj inny sposób',
  ways: {
    PHONE: 'Kod w SMS-ie lub w rozmowie. Działa z każdym telefonem.',
    AUTHENTICATOR_APP: 'Kod, który pokazuje aplikacja w telefonie. Działa bez sieci.',
    PASSKEY: 'Odcisk palca, twarz albo klucz bezpieczeństwa. Żadna fałszywa strona go nie ukradnie.',
  },
  addPhone: 'Dodaj telefon',
  addApp: 'Dodaj aplikację',
  addPasskey: 'Dodaj klucz dostępu',

  setUpApp: 'Ustaw aplikację uwierzytelniającą',
  scanIt: 'Zeskanuj to swoją aplikacją uwierzytelniającą.',
  qrCode: 'Kod QR dla aplikacji uwierzytelniającej',
  openInApp: 'Otwórz aplikację na tym urządzeniu',
  orTypeKey: 'Albo wpisz ten klucz w aplikacji:',
  copyKey: 'Kopiuj klucz',
  thenTheCode: 'Potem wpisz kod, który pokazuje aplikacja.',

  recoveryCodes: 'Kody odzyskiwania',
  codesLeft: (count) => `Pozostało: ${codes(count)} z 10.`,
  fewCodesLeft: (count) => `Pozostało tylko: ${codes(count)}. Utwórz nowe.`,
  noCodesLeft: 'Nie masz kodów. Jeśli stracisz urządzenie, nie zalogujesz się.',
  recoveryCodesMean: 'Jeśli stracisz urządzenie, zalogujesz się jednym z kodów.',
  makeCodes: 'Utwórz kody',
  makeNewCodes: 'Utwórz nowe kody',
  reallyMakeCodes: 'Utworzyć nowe kody odzyskiwania?',
  makeCodesMeans: 'Stare przestaną wtedy działać.',
  storeYourCodes: 'Zachowaj kody odzyskiwania',
  storeThemBecause:
    'Jeśli stracisz urządzenie, zalogujesz się jednym z tych kodów. Każdy działa raz. Nie zostaną pokazane ponownie.',
  newCode: 'Zachowaj nowy kod odzyskiwania',
  newCodeBecause: 'Użyty kod już nie działa. Ten zajmuje jego miejsce. Nie zostanie pokazany ponownie.',
  copy: 'Kopiuj',
  copied: 'Skopiowano',
  download: 'Pobierz',
  print: 'Drukuj',
  iStoredThem: 'Kody są zachowane',
  iStoredIt: 'Kod jest zachowany',
  done: 'Gotowe',
  codesOf: (username, product) => `Kody odzyskiwania użytkownika ${username} dla ${product}`,
  madeOn: (date) => `Utworzono ${date}. Każdy działa raz.`,

  tryAnotherWay: 'Spróbuj inaczej',
  chooseAWay: 'Wybierz inny sposób',
  useWay: {
    PHONE: 'Odbierz kod przez telefon',
    AUTHENTICATOR_APP: 'Użyj aplikacji uwierzytelniającej',
    PASSKEY: 'Użyj klucza dostępu',
    RECOVERY_CODE: 'Użyj kodu odzyskiwania',
    EMAIL: 'Odbierz kod e-mailem',
  },
  confirmWithPasskey: 'Potwierdź kluczem dostępu',
  askApp: 'Kod jest w Twojej aplikacji uwierzytelniającej.',
  askPasskey: 'Przeglądarka poprosi o odcisk palca, twarz, PIN albo klucz bezpieczeństwa.',
  usePasskey: 'Użyj klucza dostępu',
  passkeyFailures: {
    PASSKEY_NOT_USED: 'Nie użyto klucza dostępu. Spróbuj ponownie albo wybierz inny sposób.',
    PASSKEY_EXISTS: 'To urządzenie ma już klucz dostępu do Twojego konta.',
    PASSKEYS_UNAVAILABLE: 'Klucze dostępu nie działają w tej przeglądarce lub na tej stronie.',
  },
  askRecoveryCode: 'Wpisz jeden z zachowanych kodów.',
  recoveryCodeHint: '24 litery i cyfry. Spacje, myślniki i wielkość liter nie mają znaczenia.',
  onlyRecoveryCode:
    'Inne sposoby są zablokowane po zbyt wielu błędnych kodach. Kod odzyskiwania je odblokuje.',
  nothingWorks: (product) =>
    `Nic nie działa? Zapytaj osoby, które prowadzą ${product}. Sprawdzą, kim jesteś, i przywrócą dostęp.`,

  rememberDevice: 'Zapamiętaj to urządzenie',
  rememberDeviceHint: 'Przez kilka tygodni wystarczy tu samo hasło. Nie używaj tego na wspólnym urządzeniu.',
  devices: 'Zapamiętane urządzenia',
  devicesMean: 'Wystarczy na nich hasło, bez drugiego składnika.',
  noDevices: 'Żadne urządzenie nie jest zapamiętane. Możesz to wybrać przy logowaniu.',
  until: (date) => `do ${date}`,
  forget: 'Zapomnij',
  forgetDevice: (name, date) => `Zapomnij: ${name}, zapamiętane ${date}`,
  reallyForget: (name) => `Zapomnieć: ${name}?`,
  forgetMeans: 'Następne logowanie na nim będzie wymagać drugiego składnika.',
  forgetAll: 'Zapomnij wszystkie',
  reallyForgetAll: 'Zapomnieć wszystkie urządzenia?',
  forgetAllMeans: 'Następne logowanie na każdym z nich będzie wymagać drugiego składnika.',

  signInWithPasskey: 'Zaloguj się kluczem dostępu',
  or: 'albo',
  protectAccount: 'Zabezpiecz swoje konto',
  mustEnroll: (product) =>
    `${product} wymaga od wszystkich drugiego składnika. Wybierz jeden, żeby przejść dalej.`,
};
