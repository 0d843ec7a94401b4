import type { MailTexts } from './en.js';

export const mailTexts: MailTexts = {
  usernameOrEmail: 'Nom d’utilisateur ou e-mail',
  emailAddress: 'Adresse e-mail',
  forgotPassword: 'Mot de passe oublié ?',
  forgotPasswordMeans:
    'Saisissez l’adresse e-mail confirmée de votre compte. Le message contient un lien pour choisir un nouveau mot de passe.',
  noAccount: 'Pas encore de compte ?',
  createAccount: 'Créer un compte',
  hasAccount: 'Vous avez déjà un compte ?',
  checkYourMail: 'Consultez vos e-mails',
  mailIsSent: (email) =>
    `Si vous pouvez utiliser ${email} ici, un e-mail est en route. Ouvrez son lien ou saisissez son code.`,
  sendMail: 'Envoyer l’e-mail',
  requestNewMail: 'Demander un nouvel e-mail',
  linkDead: 'Cet e-mail n’est plus valable',
  linkDeadMeans: 'Son lien a déjà servi, ou il est trop ancien.',
  verifyLinkDeadMeans:
    'Son lien a déjà servi, ou il est trop ancien. Si votre adresse est confirmée, connectez-vous. Sinon, créez le compte à nouveau.',
  changeLinkDeadMeans:
    'Son lien a déjà servi, ou il est trop ancien. Votre compte montre l’adresse valable et envoie un nouvel e-mail.',
  keepLinkDeadMeans:
    'Son lien a déjà servi, ou il est trop ancien. Connectez-vous pour voir si votre compte est conservé.',
  invitationDeadMeans:
    'L’invitation a déjà servi, ou elle est trop ancienne. Si vous avez un mot de passe, connectez-vous. Sinon, demandez une nouvelle invitation.',
  mailMeALink: 'Recevoir un lien de connexion par e-mail',
  getALink: 'Recevoir un lien de connexion',
  mailMeALinkMeans:
    'Saisissez l’adresse e-mail confirmée de votre compte. Le message contient un lien et un code qui remplacent le mot de passe.',
  signInByLinkMeans:
    'L’e-mail remplace votre mot de passe. Appuyez sur le bouton pour vous connecter sur cet appareil.',
  confirmAddress: 'Confirmer l’adresse e-mail',
  confirmAddressMeans: (username, name) =>
    `Appuyez sur le bouton pour confirmer l’adresse de votre compte ${username}. Vous serez alors connecté à ${name}.`,
  confirmElsewhereMeans: (username, name) =>
    `Le compte ${username} chez ${name} a été créé avec cette adresse dans un autre navigateur. Si c’était vous, saisissez le mot de passe que vous avez choisi. Sinon, fermez cette page : le compte est supprimé au bout d’un jour.`,
  confirmAndSignIn: 'Confirmer et se connecter',
  confirm: 'Confirmer',
  signInToConfirm: 'Connectez-vous pour confirmer votre nouvelle adresse e-mail.',
  confirmChangeMeans:
    'Appuyez sur le bouton pour utiliser cette adresse avec votre compte. Toutes vos autres sessions prennent fin.',
  linkIncomplete: 'Ouvrez le lien encore une fois',
  linkIncompleteMeans:
    'Cette page ne fonctionne que si elle est ouverte par le lien de l’e-mail. Appuyez de nouveau sur ce lien.',
  choosePassword: 'Choisir un mot de passe',
  chooseNewPassword: 'Choisir un nouveau mot de passe',
  setPassword: 'Enregistrer le mot de passe',
  invitationMeans: (name) =>
    `Vous êtes invité à rejoindre ${name}. Choisissez un mot de passe : vous serez alors connecté.`,
  passwordIsSet: 'Votre mot de passe est enregistré',
  passwordIsSetMeans:
    'Toutes les sessions sont terminées et aucun navigateur n’est plus mémorisé. Connectez-vous avec le nouveau mot de passe.',
  addEmail: 'Ajouter une adresse',
  changeEmail: 'Changer d’adresse',
  newEmail: 'Nouvelle adresse e-mail',
  confirmed: 'confirmée',
  notConfirmed: 'non confirmée',
  emailChanged: 'L’adresse e-mail est confirmée, et toutes les autres sessions sont terminées.',

  yourData: 'Vos données',
  downloadData: 'Télécharger vos données',
  downloadDataMeans:
    'Tout ce qui est conservé sur vous, dans un fichier : profil, facteurs, sessions et activité.',
  deleteAccount: 'Supprimer le compte',
  deleteAccountMeans:
    'Toutes les sessions prennent fin maintenant. Après sept jours, le compte et toutes les données personnelles sont effacés. D’ici là, vous pouvez vous connecter et le garder.',
  reallyDelete: 'Supprimer votre compte ?',
  accountEnds: (when) => `Ce compte sera supprimé le ${when}.`,
  keepAccount: 'Garder mon compte',
  reallyKeepAccount: 'Garder votre compte ?',
  keepAccountMeans: 'Votre compte va être supprimé. Appuyez sur le bouton pour le garder.',
  accountKept: 'Votre compte est conservé',
  accountKeptMeans:
    'Il n’est pas supprimé. Une personne connectée à votre compte l’avait demandé. Si ce n’était pas vous, changez votre mot de passe.',

  undoChange: 'Annuler la modification',
  reallyUndoChange: 'Annuler la modification ?',
  undoChangeMeans:
    'Quelqu’un a modifié la connexion à votre compte. Si ce n’est pas vous, appuyez sur le bouton : il rétablit votre adresse, votre téléphone et les autres facteurs d’avant, ferme toutes les sessions et supprime le mot de passe.',
  changeUndone: 'La modification est annulée',
  changeUndoneMeans:
    'Toutes les sessions sont fermées. Définissez maintenant un nouveau mot de passe : nous avons envoyé un code à votre adresse d’avant.',
};
