import type { StaffTexts } from './en.js';

export const staffTexts: StaffTexts = {
  inviteUser: 'Inviter un utilisateur',
  inviteMeans: 'L’e-mail contient un lien avec lequel l’utilisateur choisit un mot de passe.',
  staffMeans: 'Voit tous les utilisateurs et peut en inviter, en désactiver et en déconnecter d’autres.',
  sendInvitation: 'Envoyer l’invitation',
  invitationSent: 'Invitation envoyée',
  invitationSentMeans: 'L’e-mail est en route. Son lien est valable sept jours.',
  inviteAnother: 'Inviter une autre personne',
  invitation: 'Invitation',
  withdraw: 'Retirer',
  withdrawMeans:
    'L’utilisateur ne l’a pas encore acceptée. Si vous la retirez, son lien ne fonctionne plus, et le nom d’utilisateur et l’adresse sont libres aussitôt.',
  reallyWithdraw: (name) => `Retirer l’invitation de ${name} ?`,
  invitationWithdrawn: (name) =>
    `L’invitation de ${name} est retirée. Le nom d’utilisateur et l’adresse sont libres.`,
  invitationEnds: (when) => `L’invitation prend fin le ${when}.`,

  account: 'Compte',
  newPasswordByMail: 'Nouveau mot de passe par e-mail',
  newPasswordByMailMeans:
    'L’utilisateur reçoit alors un lien pour choisir un nouveau mot de passe. D’ici là, l’ancien fonctionne.',
  needsConfirmedAddress: 'Seule une adresse confirmée reçoit cet e-mail.',
  notWhileDeactivated: 'Un utilisateur désactivé ne reçoit pas d’e-mail.',
  resetMailSent: (email) => `Un e-mail pour choisir un nouveau mot de passe est en route vers ${email}.`,
  sessionsOfUser: 'Ses sessions',
  signOutEverywhere: 'Déconnecter partout',
  signOutEverywhereMeans:
    'Toutes les sessions de l’utilisateur prennent alors fin aussitôt. Le mot de passe fonctionne toujours.',
  reallySignOut: (name) => `Déconnecter ${name} partout ?`,
  signedOutEverywhere: 'Toutes les sessions de cet utilisateur sont terminées.',
  deactivate: 'Désactiver',
  deactivateMeans:
    'L’utilisateur ne peut alors plus se connecter, et toutes ses sessions prennent fin aussitôt.',
  reallyDeactivate: (name) => `Désactiver ${name} ?`,
  deactivatedNow: 'Cet utilisateur ne peut plus se connecter. Toutes ses sessions sont terminées.',
  activate: 'Activer',
  activateMeans: 'L’utilisateur peut alors se connecter de nouveau.',
  activatedNow: 'Cet utilisateur peut de nouveau se connecter.',

  removeOfUserMeans:
    'L’utilisateur ne peut plus s’en servir pour se connecter, et toutes ses sessions prennent fin. Il en est averti.',
  removeLastOfUserMeans:
    'C’est le dernier : le mot de passe suffit alors pour se connecter. Toutes les sessions prennent fin. L’utilisateur en est averti.',
  factorRemoved: 'C’est supprimé, et toutes les sessions de cet utilisateur sont terminées.',
  changeYourselfElsewhere: 'C’est votre propre compte. Vous le modifiez sur la page « Mon compte ».',
};
