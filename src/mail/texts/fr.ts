import type { MailTexts } from './mail-texts.js';

export const fr: MailTexts = {
  code: 'Ou saisissez ce code. Il est valable {minutes} minutes :',
  verifyEmail: {
    subject: 'Confirmez votre adresse e-mail',
    intro: 'Quelqu’un, vous sans doute, a créé le compte {username} chez {brand} avec cette adresse.',
    action: 'Confirmer l’adresse',
    closing: 'Si ce n’est pas vous, ne faites rien. Sans confirmation, le compte est supprimé après un jour.',
  },
  invitation: {
    subject: 'Invitation à {brand}',
    intro: 'Vous êtes invité à {brand}. Votre nom d’utilisateur est {username}.',
    action: 'Choisir un mot de passe',
    closing: 'Si vous ne savez pas pourquoi, ne faites rien. L’invitation prend fin après sept jours.',
  },
  emailSignIn: {
    subject: 'Connexion à {brand}',
    intro: 'Ce lien vous connecte à {brand} en tant que {username}.',
    action: 'Se connecter',
    closing:
      'Si vous n’avez rien demandé, ne faites rien. Ne transférez pas cet e-mail : le lien ouvre votre compte.',
  },
  resetPassword: {
    subject: 'Choisissez un nouveau mot de passe',
    intro: 'Vous pouvez choisir un nouveau mot de passe pour le compte {username} chez {brand}.',
    action: 'Choisir un nouveau mot de passe',
    closing: 'Si vous n’avez rien demandé, ne faites rien. Votre mot de passe reste le même.',
  },
  changeEmail: {
    subject: 'Confirmez votre nouvelle adresse e-mail',
    intro: 'Le compte {username} chez {brand} veut utiliser cette adresse.',
    action: 'Confirmer l’adresse',
    closing: 'Si ce n’est pas vous, ne faites rien. Le compte garde son ancienne adresse.',
  },
  addressTaken: {
    subject: 'Vous avez déjà un compte',
    intro:
      'Quelqu’un a voulu utiliser cette adresse pour un compte chez {brand}. Elle appartient déjà au compte {username}.',
    closing:
      'Si c’est vous, connectez-vous ou demandez un nouveau mot de passe. Sinon, ne faites rien : rien n’a changé.',
  },
  emailChanged: {
    subject: 'Votre adresse e-mail a été modifiée',
    intro: 'Le compte {username} chez {brand} utilise maintenant une autre adresse e-mail.',
    closing: 'Si ce n’est pas vous, contactez l’assistance tout de suite.',
  },
  passwordChanged: {
    subject: 'Votre mot de passe a été modifié',
    intro: 'Le mot de passe du compte {username} chez {brand} a été modifié.',
    closing:
      'Si ce n’est pas vous, demandez tout de suite un nouveau mot de passe et contactez l’assistance.',
  },
};
