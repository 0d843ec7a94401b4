import type { MailTexts } from './mail-texts.js';

/** Of a mail whose link undoes the change. */
const UNDO = {
  action: 'Annuler cette modification',
  closing:
    'Si c’est vous, ne faites rien. Sinon, appuyez sur le bouton dans les 72 heures : il rétablit votre ancienne façon de vous connecter, ferme toutes les sessions et demande un nouveau mot de passe. Ne transférez pas cet e-mail.',
};

const CHANGED = 'La connexion à votre compte a changé';

/** Every change of what an account signs in with. */
const FACTORS = { subject: CHANGED, ...UNDO };

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
  keepAccount: {
    subject: 'Votre compte va être supprimé',
    intro: 'Le compte {username} chez {brand} sera supprimé dans sept jours.',
    action: 'Garder le compte',
    closing:
      'Si vous le voulez, ne faites rien. Si ce n’est pas vous, gardez le compte, demandez un nouveau mot de passe et contactez l’assistance.',
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
    ...UNDO,
  },
  passwordChanged: {
    subject: 'Votre mot de passe a été modifié',
    intro: 'Le mot de passe du compte {username} chez {brand} a été modifié.',
    ...UNDO,
  },
  phoneAdded: {
    ...FACTORS,
    intro: 'La connexion au compte {username} chez {brand} demande maintenant un code envoyé à un téléphone.',
  },
  phoneChanged: {
    ...FACTORS,
    intro:
      'Les codes de connexion du compte {username} chez {brand} sont maintenant envoyés à un autre téléphone.',
  },
  phoneRemoved: {
    ...FACTORS,
    intro:
      'Le téléphone a été retiré du compte {username} chez {brand}. La connexion demande un autre second facteur.',
  },
  twoFactorDisabled: {
    ...FACTORS,
    intro:
      'Le compte {username} chez {brand} n’a plus de second facteur. Le mot de passe suffit pour se connecter.',
  },
  authenticatorAppAdded: {
    ...FACTORS,
    intro:
      'Une application d’authentification permet maintenant de se connecter au compte {username} chez {brand}.',
  },
  authenticatorAppRemoved: {
    ...FACTORS,
    intro: 'Une application d’authentification a été retirée du compte {username} chez {brand}.',
  },
  passkeyAdded: {
    ...FACTORS,
    intro: 'Une nouvelle clé d’accès permet maintenant de se connecter au compte {username} chez {brand}.',
  },
  passkeyRemoved: { ...FACTORS, intro: 'Une clé d’accès a été retirée du compte {username} chez {brand}.' },
  recoveryCodesGenerated: {
    ...FACTORS,
    intro: 'De nouveaux codes de récupération ont été créés pour le compte {username} chez {brand}.',
  },
  recoveryCodeUsed: {
    subject: CHANGED,
    intro: 'Un code de récupération a servi à se connecter au compte {username} chez {brand}.',
    closing:
      'Si ce n’est pas vous, demandez tout de suite un nouveau mot de passe et contactez l’assistance.',
  },
};
