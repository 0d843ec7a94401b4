import type { StaffTexts } from './en.js';

export const staffTexts: StaffTexts = {
  inviteUser: 'Invitar a un usuario',
  inviteMeans: 'El correo lleva un enlace con el que el usuario elige una contraseña.',
  staffMeans: 'Ve a todos los usuarios y puede invitar, desactivar y cerrar la sesión de otros.',
  sendInvitation: 'Enviar la invitación',
  invitationSent: 'Invitación enviada',
  invitationSentMeans: 'El correo está en camino. Su enlace vale siete días.',
  inviteAnother: 'Invitar a otra persona',
  invitation: 'Invitación',
  withdraw: 'Retirar',
  withdrawMeans:
    'El usuario todavía no la ha aceptado. Si la retira, su enlace deja de funcionar, y el nombre de usuario y la dirección quedan libres enseguida.',
  reallyWithdraw: (name) => `¿Retirar la invitación de ${name}?`,
  invitationWithdrawn: (name) =>
    `La invitación de ${name} se ha retirado. El nombre de usuario y la dirección están libres.`,
  invitationEnds: (when) => `La invitación termina el ${when}.`,

  account: 'Cuenta',
  newPasswordByMail: 'Contraseña nueva por correo',
  newPasswordByMailMeans:
    'Así el usuario recibe un enlace para elegir una contraseña nueva. Hasta entonces funciona la antigua.',
  needsConfirmedAddress: 'Solo una dirección confirmada recibe este correo.',
  notWhileDeactivated: 'Un usuario desactivado no recibe correos.',
  resetMailSent: (email) => `Un correo para elegir una contraseña nueva está en camino a ${email}.`,
  sessionsOfUser: 'Sesiones',
  signOutEverywhere: 'Cerrar todas',
  signOutEverywhereMeans:
    'Así terminan enseguida todas las sesiones del usuario. La contraseña sigue funcionando.',
  reallySignOut: (name) => `¿Cerrar todas las sesiones de ${name}?`,
  signedOutEverywhere: 'Todas las sesiones de este usuario han terminado.',
  deactivate: 'Desactivar',
  deactivateMeans: 'Así el usuario ya no puede iniciar sesión, y todas sus sesiones terminan enseguida.',
  reallyDeactivate: (name) => `¿Desactivar a ${name}?`,
  deactivatedNow: 'Este usuario ya no puede iniciar sesión. Todas las sesiones han terminado.',
  activate: 'Activar',
  activateMeans: 'Así el usuario puede volver a iniciar sesión.',
  activatedNow: 'Este usuario puede volver a iniciar sesión.',

  removeOfUserMeans:
    'El usuario ya no puede iniciar sesión con él, y todas las sesiones terminan. Se avisa al usuario.',
  removeLastOfUserMeans:
    'Es el último: después basta la contraseña para iniciar sesión. Todas las sesiones terminan. Se avisa al usuario.',
  factorRemoved: 'Se ha quitado, y todas las sesiones de este usuario han terminado.',
  changeYourselfElsewhere: 'Esta es su propia cuenta. Puede cambiarla en la página «Mi cuenta».',
};
