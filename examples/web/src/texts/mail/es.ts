import type { MailTexts } from './en.js';

export const mailTexts: MailTexts = {
  usernameOrEmail: 'Nombre de usuario o correo',
  emailAddress: 'Correo electrónico',
  forgotPassword: '¿Olvidó la contraseña?',
  forgotPasswordMeans:
    'Introduzca el correo confirmado de su cuenta. El mensaje lleva un enlace para elegir una contraseña nueva.',
  noAccount: '¿Aún no tiene cuenta?',
  createAccount: 'Crear una cuenta',
  hasAccount: '¿Ya tiene cuenta?',
  checkYourMail: 'Revise su correo',
  mailIsSent: (email) =>
    `Si puede usar ${email} aquí, hay un correo en camino. Abra su enlace o introduzca su código.`,
  sendMail: 'Enviar el correo',
  requestNewMail: 'Pedir un correo nuevo',
  linkDead: 'Este correo ya no sirve',
  linkDeadMeans: 'Su enlace ya se usó o es demasiado antiguo.',
  verifyLinkDeadMeans:
    'Su enlace ya se usó o es demasiado antiguo. Si su dirección está confirmada, inicie sesión. Si no, regístrese otra vez.',
  changeLinkDeadMeans:
    'Su enlace ya se usó o es demasiado antiguo. Su cuenta muestra la dirección válida y envía un correo nuevo.',
  keepLinkDeadMeans:
    'Su enlace ya se usó o es demasiado antiguo. Inicie sesión para ver si su cuenta se conserva.',
  invitationDeadMeans:
    'La invitación ya se usó o es demasiado antigua. Si tiene contraseña, inicie sesión. Si no, pida otra invitación.',
  mailMeALink: 'Recibir un enlace de acceso por correo',
  getALink: 'Recibir un enlace de acceso',
  mailMeALinkMeans:
    'Introduzca el correo confirmado de su cuenta. El mensaje lleva un enlace y un código que sustituyen a la contraseña.',
  signInByLinkMeans:
    'El correo sustituye a su contraseña. Pulse el botón para iniciar sesión en este dispositivo.',
  confirmAddress: 'Confirmar el correo electrónico',
  confirmAddressMeans: (username, name) =>
    `Pulse el botón para confirmar la dirección de su cuenta ${username}. Después tendrá la sesión iniciada en ${name}.`,
  confirmElsewhereMeans: (username, name) =>
    `La cuenta ${username} de ${name} se creó con esta dirección en otro navegador. Si fue usted, escriba la contraseña que eligió. Si no, cierre esta página: la cuenta se elimina al cabo de un día.`,
  confirmAndSignIn: 'Confirmar e iniciar sesión',
  confirm: 'Confirmar',
  signInToConfirm: 'Inicie sesión para confirmar su correo electrónico nuevo.',
  confirmChangeMeans:
    'Pulse el botón para usar esta dirección en su cuenta. Todas sus otras sesiones terminan.',
  linkIncomplete: 'Abra el enlace otra vez',
  linkIncompleteMeans:
    'Esta página solo funciona cuando la abre el enlace del correo. Pulse otra vez el enlace del correo.',
  choosePassword: 'Elija una contraseña',
  chooseNewPassword: 'Elija una contraseña nueva',
  setPassword: 'Guardar la contraseña',
  invitationMeans: (name) => `Tiene una invitación a ${name}. Elija una contraseña y habrá iniciado sesión.`,
  passwordIsSet: 'Su contraseña está guardada',
  passwordIsSetMeans:
    'Todas las sesiones han terminado y ya no se recuerda ningún navegador. Inicie sesión con la contraseña nueva.',
  addEmail: 'Añadir una dirección',
  changeEmail: 'Cambiar la dirección',
  newEmail: 'Correo electrónico nuevo',
  confirmed: 'confirmado',
  notConfirmed: 'sin confirmar',
  emailChanged: 'El correo electrónico está confirmado, y todas las demás sesiones han terminado.',

  yourData: 'Sus datos',
  downloadData: 'Descargar sus datos',
  downloadDataMeans:
    'Todo lo que se guarda sobre usted, en un archivo: perfil, factores, sesiones y actividad.',
  deleteAccount: 'Eliminar la cuenta',
  deleteAccountMeans:
    'Todas las sesiones terminan ahora. Después de siete días se borran la cuenta y todos los datos personales. Hasta entonces puede iniciar sesión y conservarla.',
  reallyDelete: '¿Eliminar su cuenta?',
  accountEnds: (when) => `Esta cuenta se eliminará el ${when}.`,
  keepAccount: 'Conservar mi cuenta',
  reallyKeepAccount: '¿Conservar su cuenta?',
  keepAccountMeans: 'Su cuenta se va a eliminar. Pulse el botón para conservarla.',
  accountKept: 'Su cuenta se conserva',
  accountKeptMeans:
    'No se elimina. Alguien que había iniciado sesión como usted lo pidió. Si no fue usted, cambie su contraseña.',

  undoChange: 'Deshacer el cambio',
  reallyUndoChange: '¿Deshacer el cambio?',
  undoChangeMeans:
    'Alguien ha cambiado la forma de acceder a su cuenta. Si no ha sido usted, pulse el botón: restablece su dirección, su teléfono y los demás factores como estaban antes, cierra todas las sesiones y elimina la contraseña.',
  changeUndone: 'El cambio se ha deshecho',
  changeUndoneMeans:
    'Se han cerrado todas las sesiones. Defina ahora una contraseña nueva: hemos enviado un código a su dirección anterior.',
};
