import type { Catalogue } from './catalogue.js';

export const fr: Catalogue = {
  BAD_USER_INPUT: 'La requête n’est pas valide.',
  UNAUTHENTICATED:
    'Personne n’est connecté, ou le jeton d’accès a expiré, a été révoqué ou n’est pas le nôtre. Renouvelez-le ou connectez-vous.',
  FORBIDDEN: 'L’utilisateur connecté n’a pas le droit de faire cela.',
  REAUTHENTICATION_REQUIRED:
    'La connexion est trop ancienne pour cette étape, ou s’est faite sans le second facteur. Connectez-vous à nouveau.',
  INVALID_CREDENTIALS: 'Aucun utilisateur actif n’a ce nom d’utilisateur et ce mot de passe.',
  INVALID_TWO_FACTOR_TOKEN: {
    by: 'attemptsLeft',
    forms: {
      one: 'Le code est incorrect. Il reste {attemptsLeft} essai.',
      other: 'Le code est incorrect. Il reste {attemptsLeft} essais.',
    },
  },
  CHALLENGE_EXPIRED:
    'Le code a expiré, a déjà servi, a été essayé trop souvent ou n’a jamais été demandé. Demandez-en un nouveau.',
  TWO_FACTOR_NOT_ENABLED:
    'L’utilisateur n’a pas de second facteur\u00a0: `obtainToken` suffit pour se connecter.',
  INVALID_PHONE_NUMBER: 'Ce numéro de téléphone n’existe pas.',
  PHONE_NOT_ALLOWED: 'Les codes ne sont pas envoyés vers ce pays ou ce type de numéro.',
  PHONE_ALREADY_REGISTERED: 'Un autre utilisateur a ce numéro comme second facteur.',
  TOKEN_INVALID: 'Le jeton de renouvellement a expiré, a été révoqué ou n’est pas le nôtre. Connectez-vous.',
  TOKEN_REUSED:
    'Le jeton de renouvellement avait déjà servi\u00a0: toute la session a été fermée. Connectez-vous.',
  WEAK_PASSWORD:
    'Le nouveau mot de passe est trop court, trop long, trop courant ou identique au nom d’utilisateur.',
  RATE_LIMITED: {
    by: 'retryAfter',
    forms: {
      one: 'Trop de tentatives. Attendez {retryAfter} seconde.',
      other: 'Trop de tentatives. Attendez {retryAfter} secondes.',
    },
  },
  PROVIDER_UNAVAILABLE:
    'Le code n’a pas pu être envoyé ou vérifié pour l’instant. Demandez-en un nouveau dans un moment.',
  SERVICE_UNAVAILABLE: {
    by: 'retryAfter',
    forms: {
      one: 'Le serveur ne peut pas faire cela pour l’instant. Attendez {retryAfter} seconde.',
      other: 'Le serveur ne peut pas faire cela pour l’instant. Attendez {retryAfter} secondes.',
    },
  },
  INTERNAL_SERVER_ERROR: 'Une erreur du serveur, inscrite dans son journal.',
  usernameMissing: 'Saisissez un nom d’utilisateur.',
  usernameTooLong: 'Un nom d’utilisateur comporte au plus {max} caractères.',
  codeNotDigits: 'Un code se compose de {length} chiffres de 0 à 9, sans espaces.',
  notText: 'Le champ «\u00a0{field}\u00a0» contient des caractères qui ne sont pas du texte.',
  challengeOrCredentials: 'Envoyez soit `challenge`, soit le nom d’utilisateur et le mot de passe.',
  phoneDoesNotExist: 'Saisissez un numéro de téléphone qui existe, avec + et l’indicatif du pays.',
  channelNotOffered: 'Les codes peuvent être envoyés par {channels}.',
  channelSms: 'SMS',
  channelCall: 'appel téléphonique',
  channelWhatsapp: 'WhatsApp',
  currentPasswordWrong: 'Le mot de passe actuel est incorrect.',
  passwordTooShort: 'Un mot de passe comporte au moins {min} caractères.',
  passwordTooLong: 'Un mot de passe comporte au plus {max} octets.',
  passwordCommon: 'Ce mot de passe est l’un des plus courants, qui sont essayés en premier.',
  passwordNamesService: 'Le nom du service ne peut pas être le mot de passe.',
  passwordNamesUser: 'Le nom d’utilisateur ne peut pas être le mot de passe.',
  secondFactorLocked:
    'Trop de codes incorrects à la suite\u00a0: le second facteur est verrouillé. Demandez à l’assistance de le déverrouiller.',
  tooManySignIns: 'Trop de personnes se connectent en ce moment. Réessayez dans un instant.',
  searchTooLong: 'Une recherche comporte au plus {max} caractères.',
  usersPageSize: 'Une page compte de 1 à {max} utilisateurs.',
  usersCursor: 'Ce curseur ne provient d’aucune page d’utilisateurs.',
  eventsPageSize: 'Une page compte de 1 à {max} événements.',
  eventsCursor: 'Ce curseur ne provient d’aucune page d’événements.',
  codeBySms: 'Saisissez le code à {codeLength} chiffres que nous avons envoyé par SMS au {destination}.',
  codeByCall:
    'Saisissez le code à {codeLength} chiffres que nous vous lisons lors d’un appel au {destination}.',
  codeByWhatsapp:
    'Saisissez le code à {codeLength} chiffres que nous avons envoyé par WhatsApp au {destination}.',
};
