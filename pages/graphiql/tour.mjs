import me from '../../schema/operations/me.graphql';
import obtainToken from '../../schema/operations/obtain-token.graphql';
import refreshToken from '../../schema/operations/refresh-token.graphql';
import register from '../../schema/operations/register.graphql';
import registerPhone from '../../schema/operations/register-phone.graphql';
import revokeToken from '../../schema/operations/revoke-token.graphql';
import users from '../../schema/operations/users.graphql';
import verifyEmail from '../../schema/operations/verify-email.graphql';
import verifyPhone from '../../schema/operations/verify-phone.graphql';
import verifyTwoFactorToken from '../../schema/operations/verify-two-factor-token.graphql';

const PHONE = '+48 123 456 789';
const SIGNED_IN = { Authorization: 'Bearer {{access}}' };

/**
 * The tabs that guide a new user from the first sign-in to signing out, and through a registration.
 *
 * @param {string} origin of this server, for links in the comments
 * @param {{ username: string, password: string } | null} demoUser
 */
export function tour(origin, demoUser) {
  const credentials = demoUser ?? { username: '', password: '' };
  return [
    step(
      demoUser
        ? `1. SIGN IN as the demo user.
       Press play, or Ctrl/Cmd + Enter.
       You get a TokenPair: this user has no
       second factor yet.`
        : `1. SIGN IN.
       Put the username and password of a user
       without a second factor into Variables.
       This makes a user who is staff:
       npm run cli -- user create ada --staff
       Press play, or Ctrl/Cmd + Enter.
       You get a TokenPair.`,
      named('SignIn', obtainToken),
      { variables: credentials },
    ),
    step(
      `2. WHO AM I?
       The access token goes into Authorization:
       see Headers below, beside Variables.
       {{access}} is the latest one. You can also
       enter another. It expires in a few minutes:
       on UNAUTHENTICATED, run step 7.`,
      named('Me', me),
      { headers: SIGNED_IN },
    ),
    step(
      `3. PROVE A PHONE.
       Sends a code to the number in Variables.
       The simulator shows the message at
       ${origin}/simulator`,
      named('ProvePhone', verifyPhone),
      { variables: { phone: PHONE, channel: 'SMS' }, headers: SIGNED_IN },
    ),
    step(
      `4. REGISTER IT.
       Put the code into "token" in Variables. See
       ${origin}/simulator
       Now the second factor is on. Older tokens
       end, and you get a new pair.`,
      named('RegisterPhone', registerPhone),
      { variables: { phone: PHONE, token: '' }, headers: SIGNED_IN },
    ),
    step(
      `5. SIGN IN AGAIN.
       Now the password is not enough: you get
       TwoFactorRequired, and a code is sent.
       No Authorization header here.`,
      named('SignInAgain', obtainToken),
      { variables: credentials },
    ),
    step(
      `6. COMPLETE THE SIGN-IN.
       Put the new code into "token" in Variables:
       ${origin}/simulator
       {{challenge}} is the one that step 5
       returned.`,
      named('EnterCode', verifyTwoFactorToken),
      { variables: { challenge: '{{challenge}}', token: '' } },
    ),
    step(
      `7. STAY SIGNED IN.
       Exchanges the refresh token for a new pair.
       Each refresh token works once. Send no
       Authorization header here: the server
       refuses an expired access token.`,
      named('StaySignedIn', refreshToken),
      { variables: { refresh: '{{refresh}}' } },
    ),
    step(
      `8. SIGN OUT.
       Ends the session. Its access tokens stop
       working at once: try step 2 again.`,
      named('SignOut', revokeToken),
      { variables: { refresh: '{{refresh}}' } },
    ),
    step(
      `9. ALL USERS.
       For staff only.${demoUser ? ' The demo user is staff.' : ''}
       After signing out, run steps 5 and 6 first.`,
      named('Users', users),
      { variables: { first: 20 }, headers: SIGNED_IN },
    ),
    step(
      `10. A NEW ACCOUNT.
       Take any name and address. The mail, with
       a link and a code, is at
       ${origin}/simulator`,
      named('NewAccount', register),
      { variables: { username: 'ada', email: 'ada@example.com', password: 'a long password' } },
    ),
    step(
      `11. CONFIRM THE ADDRESS.
       Put the code of the mail into "token" in
       Variables. Then the account is signed in.
       {{challenge}} is the one that step 10
       returned.`,
      named('ConfirmAddress', verifyEmail),
      { variables: { challenge: '{{challenge}}', token: '' } },
    ),
  ];
}

/**
 * @param {string} advice
 * @param {string} document
 * @param {{ variables?: object, headers?: object }} editors
 */
function step(advice, document, { variables, headers }) {
  const comment = advice.replace(/^\s*/gm, '# ');
  return { query: `${comment}\n\n${document}`, variables: pretty(variables), headers: pretty(headers) };
}

/**
 * The document with another name: GraphiQL shows it on the tab. The page puts the number of the step before it.
 *
 * @param {string} name
 * @param {string} document
 */
function named(name, document) {
  return document.replace(/^(query|mutation) \w+/m, `$1 ${name}`);
}

/** @param {object | undefined} value */
function pretty(value) {
  return value ? JSON.stringify(value, null, 2) : null;
}
