import type { MailTexts } from './mail-texts.js';

/** Of a mail whose link undoes the change. */
const UNDO = {
  action: 'Änderung rückgängig machen',
  closing:
    'Waren Sie das, müssen Sie nichts tun. Wenn nicht, drücken Sie in den nächsten 72 Stunden den Knopf: Er stellt Ihre frühere Anmeldung wieder her, beendet alle Sitzungen und verlangt ein neues Passwort. Leiten Sie diese E-Mail nicht weiter.',
};

const CHANGED = 'Die Anmeldung bei Ihrem Konto hat sich geändert';

/** Every change of what an account signs in with. */
const FACTORS = { subject: CHANGED, ...UNDO };

export const de: MailTexts = {
  code: 'Oder geben Sie diesen Code ein. Er gilt {minutes} Minuten:',
  verifyEmail: {
    subject: 'Bestätigen Sie Ihre E-Mail-Adresse',
    intro: 'Jemand, hoffentlich Sie, hat mit dieser Adresse das Konto {username} bei {brand} angelegt.',
    action: 'Adresse bestätigen',
    closing:
      'Waren Sie das nicht, müssen Sie nichts tun. Ohne Bestätigung wird das Konto nach einem Tag entfernt.',
  },
  invitation: {
    subject: 'Einladung zu {brand}',
    intro: 'Sie sind zu {brand} eingeladen. Ihr Benutzername ist {username}.',
    action: 'Passwort setzen',
    closing: 'Wenn Sie nicht wissen, warum, müssen Sie nichts tun. Die Einladung endet nach sieben Tagen.',
  },
  emailSignIn: {
    subject: 'Anmelden bei {brand}',
    intro: 'Mit diesem Link melden Sie sich bei {brand} als {username} an.',
    action: 'Anmelden',
    closing:
      'Haben Sie das nicht angefordert, müssen Sie nichts tun. Leiten Sie diese E-Mail nicht weiter: Der Link öffnet Ihr Konto.',
  },
  resetPassword: {
    subject: 'Neues Passwort setzen',
    intro: 'Sie können ein neues Passwort für das Konto {username} bei {brand} setzen.',
    action: 'Neues Passwort setzen',
    closing: 'Haben Sie das nicht angefordert, müssen Sie nichts tun. Ihr Passwort bleibt gleich.',
  },
  changeEmail: {
    subject: 'Bestätigen Sie Ihre neue E-Mail-Adresse',
    intro: 'Das Konto {username} bei {brand} möchte diese Adresse verwenden.',
    action: 'Adresse bestätigen',
    closing: 'Waren Sie das nicht, müssen Sie nichts tun. Das Konto behält seine alte Adresse.',
  },
  keepAccount: {
    subject: 'Ihr Konto wird entfernt',
    intro: 'Das Konto {username} bei {brand} wird in sieben Tagen entfernt.',
    action: 'Konto behalten',
    closing:
      'Wenn Sie das möchten, müssen Sie nichts tun. Waren Sie das nicht, behalten Sie das Konto, fordern Sie ein neues Passwort an und melden Sie sich beim Support.',
  },
  addressTaken: {
    subject: 'Sie haben schon ein Konto',
    intro:
      'Jemand wollte diese Adresse für ein Konto bei {brand} verwenden. Sie gehört schon zum Konto {username}.',
    closing:
      'Waren Sie das, melden Sie sich an oder fordern Sie ein neues Passwort an. Wenn nicht, müssen Sie nichts tun: Nichts hat sich geändert.',
  },
  emailChanged: {
    subject: 'Ihre E-Mail-Adresse wurde geändert',
    intro: 'Das Konto {username} bei {brand} verwendet jetzt eine andere E-Mail-Adresse.',
    ...UNDO,
  },
  passwordChanged: {
    subject: 'Ihr Passwort wurde geändert',
    intro: 'Das Passwort des Kontos {username} bei {brand} wurde geändert.',
    ...UNDO,
  },
  phoneAdded: {
    ...FACTORS,
    intro:
      'Die Anmeldung beim Konto {username} bei {brand} verlangt jetzt einen Code, der an ein Telefon geht.',
  },
  phoneChanged: {
    ...FACTORS,
    intro: 'Anmeldecodes für das Konto {username} bei {brand} gehen jetzt an ein anderes Telefon.',
  },
  phoneRemoved: {
    ...FACTORS,
    intro:
      'Das Telefon wurde aus dem Konto {username} bei {brand} entfernt. Die Anmeldung verlangt einen anderen zweiten Faktor.',
  },
  twoFactorDisabled: {
    ...FACTORS,
    intro:
      'Das Konto {username} bei {brand} hat keinen zweiten Faktor mehr. Zum Anmelden genügt das Passwort.',
  },
  authenticatorAppAdded: {
    ...FACTORS,
    intro: 'Für die Anmeldung beim Konto {username} bei {brand} gilt jetzt eine Authenticator-App.',
  },
  authenticatorAppRemoved: {
    ...FACTORS,
    intro: 'Eine Authenticator-App wurde aus dem Konto {username} bei {brand} entfernt.',
  },
  passkeyAdded: {
    ...FACTORS,
    intro: 'Für die Anmeldung beim Konto {username} bei {brand} gilt jetzt ein neuer Passkey.',
  },
  passkeyRemoved: { ...FACTORS, intro: 'Ein Passkey wurde aus dem Konto {username} bei {brand} entfernt.' },
  recoveryCodesGenerated: {
    ...FACTORS,
    intro: 'Für das Konto {username} bei {brand} wurden neue Wiederherstellungscodes erstellt.',
  },
  recoveryCodeUsed: {
    subject: CHANGED,
    intro: 'Bei der Anmeldung beim Konto {username} bei {brand} wurde ein Wiederherstellungscode verwendet.',
    closing:
      'Waren Sie das nicht, fordern Sie sofort ein neues Passwort an und melden Sie sich beim Support.',
  },
};
