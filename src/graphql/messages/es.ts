import type { Catalogue } from './catalogue.js';

export const es: Catalogue = {
  BAD_USER_INPUT: 'La solicitud no es válida.',
  UNAUTHENTICATED:
    'No hay ninguna sesión iniciada, o el token de acceso ha caducado, ha sido revocado o no es nuestro. Renuévelo o inicie sesión.',
  FORBIDDEN: 'El usuario que ha iniciado sesión no puede hacer esto.',
  REAUTHENTICATION_REQUIRED:
    'La sesión se inició hace demasiado tiempo para este paso, o sin el segundo factor. Inicie sesión de nuevo.',
  INVALID_CREDENTIALS: 'Ningún usuario activo tiene este nombre de usuario y esta contraseña.',
  INVALID_TWO_FACTOR_TOKEN: {
    by: 'attemptsLeft',
    forms: {
      one: 'El código es incorrecto. Queda {attemptsLeft} intento.',
      other: 'El código es incorrecto. Quedan {attemptsLeft} intentos.',
    },
  },
  CHALLENGE_EXPIRED:
    'El código ha caducado, ya se usó, se probó demasiadas veces o nunca se solicitó. Solicite uno nuevo.',
  TWO_FACTOR_NOT_ENABLED: 'El usuario no tiene segundo factor: basta con `obtainToken` para iniciar sesión.',
  INVALID_PHONE_NUMBER: 'Este número de teléfono no existe.',
  PHONE_NOT_ALLOWED: 'No se envían códigos a este país o a este tipo de número.',
  PHONE_ALREADY_REGISTERED: 'Otro usuario tiene este número como segundo factor.',
  TOKEN_INVALID: 'El token de renovación ha caducado, ha sido revocado o no es nuestro. Inicie sesión.',
  TOKEN_REUSED:
    'El token de renovación ya se había usado, por lo que se ha cerrado toda la sesión. Inicie sesión.',
  WEAK_PASSWORD:
    'La nueva contraseña es demasiado corta, demasiado larga, demasiado común o es el nombre de usuario.',
  RATE_LIMITED: {
    by: 'retryAfter',
    forms: {
      one: 'Demasiados intentos. Espere {retryAfter} segundo.',
      other: 'Demasiados intentos. Espere {retryAfter} segundos.',
    },
  },
  PROVIDER_UNAVAILABLE: 'No se ha podido enviar o comprobar el código. Solicite uno nuevo en unos instantes.',
  SERVICE_UNAVAILABLE: {
    by: 'retryAfter',
    forms: {
      one: 'El servidor no puede hacer esto ahora mismo. Espere {retryAfter} segundo.',
      other: 'El servidor no puede hacer esto ahora mismo. Espere {retryAfter} segundos.',
    },
  },
  INTERNAL_SERVER_ERROR: 'Un fallo del servidor; consta en su registro.',
  usernameMissing: 'Introduzca un nombre de usuario.',
  usernameTooLong: 'Un nombre de usuario tiene {max} caracteres como máximo.',
  codeNotDigits: 'Un código tiene {length} dígitos, del 0 al 9, sin espacios.',
  notText: 'El campo «{field}» contiene caracteres que no son texto.',
  challengeOrCredentials: 'Envíe `challenge`, o bien el nombre de usuario y la contraseña.',
  phoneDoesNotExist: 'Introduzca un número de teléfono que exista, con + y el prefijo del país.',
  channelNotOffered: 'Los códigos se pueden enviar por {channels}.',
  channelSms: 'SMS',
  channelCall: 'llamada telefónica',
  channelWhatsapp: 'WhatsApp',
  currentPasswordWrong: 'La contraseña actual es incorrecta.',
  passwordTooShort: 'Una contraseña tiene {min} caracteres como mínimo.',
  passwordTooLong: 'Una contraseña tiene {max} bytes como máximo.',
  passwordCommon: 'Esta contraseña es una de las más comunes, que son las primeras que se prueban.',
  passwordNamesService: 'El nombre del servicio no puede ser la contraseña.',
  passwordNamesUser: 'El nombre de usuario no puede ser la contraseña.',
  secondFactorLocked:
    'Demasiados códigos incorrectos seguidos: el segundo factor está bloqueado. Pida al servicio de asistencia que lo desbloquee.',
  tooManySignIns: 'Demasiadas personas están iniciando sesión. Inténtelo de nuevo en unos instantes.',
  searchTooLong: 'Una búsqueda tiene {max} caracteres como máximo.',
  usersPageSize: 'Una página tiene de 1 a {max} usuarios.',
  usersCursor: 'Este cursor no procede de ninguna página de usuarios.',
  eventsPageSize: 'Una página tiene de 1 a {max} eventos.',
  eventsCursor: 'Este cursor no procede de ninguna página de eventos.',
  codeBySms: 'Introduzca el código de {codeLength} dígitos que hemos enviado por SMS al {destination}.',
  codeByCall: 'Introduzca el código de {codeLength} dígitos que le leemos en una llamada al {destination}.',
  codeByWhatsapp:
    'Introduzca el código de {codeLength} dígitos que hemos enviado por WhatsApp al {destination}.',
};
