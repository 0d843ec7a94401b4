import type { MailTexts } from './mail-texts.js';

/** Of a mail whose link undoes the change. */
const UNDO = {
  action: 'Deshacer este cambio',
  closing:
    'Si ha sido usted, no haga nada. Si no, pulse el botón en las próximas 72 horas: restablece la forma en que accedía antes, cierra todas las sesiones y pide una contraseña nueva. No reenvíe este correo.',
};

const CHANGED = 'El acceso a su cuenta ha cambiado';

/** Every change of what an account signs in with. */
const FACTORS = { subject: CHANGED, ...UNDO };

export const es: MailTexts = {
  code: 'O introduzca este código. Es válido durante {minutes} minutos:',
  verifyEmail: {
    subject: 'Confirme su dirección de correo',
    intro: 'Alguien, seguramente usted, ha creado la cuenta {username} en {brand} con esta dirección.',
    action: 'Confirmar la dirección',
    closing:
      'Si no ha sido usted, no haga nada. Sin la confirmación, la cuenta se elimina después de un día.',
  },
  invitation: {
    subject: 'Invitación a {brand}',
    intro: 'Tiene una invitación a {brand}. Su nombre de usuario es {username}.',
    action: 'Elegir una contraseña',
    closing: 'Si no sabe por qué, no haga nada. La invitación termina después de siete días.',
  },
  emailSignIn: {
    subject: 'Acceder a {brand}',
    intro: 'Este enlace le da acceso a {brand} como {username}.',
    action: 'Acceder',
    closing: 'Si no lo ha pedido, no haga nada. No reenvíe este correo: el enlace abre su cuenta.',
  },
  resetPassword: {
    subject: 'Elija una contraseña nueva',
    intro: 'Puede elegir una contraseña nueva para la cuenta {username} en {brand}.',
    action: 'Elegir una contraseña nueva',
    closing: 'Si no lo ha pedido, no haga nada. Su contraseña no cambia.',
  },
  changeEmail: {
    subject: 'Confirme su nueva dirección de correo',
    intro: 'La cuenta {username} en {brand} quiere usar esta dirección.',
    action: 'Confirmar la dirección',
    closing: 'Si no ha sido usted, no haga nada. La cuenta conserva su dirección anterior.',
  },
  keepAccount: {
    subject: 'Su cuenta se va a eliminar',
    intro: 'La cuenta {username} en {brand} se eliminará dentro de siete días.',
    action: 'Conservar la cuenta',
    closing:
      'Si lo desea, no haga nada. Si no ha sido usted, conserve la cuenta, pida una contraseña nueva y contacte con soporte.',
  },
  addressTaken: {
    subject: 'Ya tiene una cuenta',
    intro:
      'Alguien ha querido usar esta dirección para una cuenta en {brand}. Ya pertenece a la cuenta {username}.',
    closing: 'Si ha sido usted, acceda o pida una contraseña nueva. Si no, no haga nada: nada ha cambiado.',
  },
  emailChanged: {
    subject: 'Su dirección de correo ha cambiado',
    intro: 'La cuenta {username} en {brand} usa ahora otra dirección de correo.',
    ...UNDO,
  },
  passwordChanged: {
    subject: 'Su contraseña ha cambiado',
    intro: 'La contraseña de la cuenta {username} en {brand} ha cambiado.',
    ...UNDO,
  },
  phoneAdded: {
    ...FACTORS,
    intro: 'El acceso a la cuenta {username} en {brand} requiere ahora un código que llega a un teléfono.',
  },
  phoneChanged: {
    ...FACTORS,
    intro: 'Los códigos de acceso de la cuenta {username} en {brand} llegan ahora a otro teléfono.',
  },
  phoneRemoved: {
    ...FACTORS,
    intro:
      'Se ha quitado el teléfono de la cuenta {username} en {brand}. El acceso requiere otro segundo factor.',
  },
  twoFactorDisabled: {
    ...FACTORS,
    intro: 'La cuenta {username} en {brand} ya no tiene segundo factor. La contraseña basta para acceder.',
  },
  authenticatorAppAdded: {
    ...FACTORS,
    intro: 'Ahora se puede acceder a la cuenta {username} en {brand} con una aplicación de autenticación.',
  },
  authenticatorAppRemoved: {
    ...FACTORS,
    intro: 'Se ha quitado una aplicación de autenticación de la cuenta {username} en {brand}.',
  },
  passkeyAdded: {
    ...FACTORS,
    intro: 'Ahora se puede acceder a la cuenta {username} en {brand} con una nueva llave de acceso.',
  },
  passkeyRemoved: {
    ...FACTORS,
    intro: 'Se ha quitado una llave de acceso de la cuenta {username} en {brand}.',
  },
  recoveryCodesGenerated: {
    ...FACTORS,
    intro: 'Se han creado nuevos códigos de recuperación para la cuenta {username} en {brand}.',
  },
  recoveryCodeUsed: {
    subject: CHANGED,
    intro: 'Se ha usado un código de recuperación para acceder a la cuenta {username} en {brand}.',
    closing: 'Si no ha sido usted, pida una contraseña nueva de inmediato y contacte con soporte.',
  },
};
