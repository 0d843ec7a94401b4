import me from '../../schema/operations/me.graphql';
import obtainToken from '../../schema/operations/obtain-token.graphql';
import refreshToken from '../../schema/operations/refresh-token.graphql';
import registerPhone from '../../schema/operations/register-phone.graphql';
import revokeToken from '../../schema/operations/revoke-token.graphql';
import users from '../../schema/operations/users.graphql';
import verifyPhone from '../../schema/operations/verify-phone.graphql';
import verifyTwoFactorToken from '../../schema/operations/verify-two-factor-token.graphql';

const DEMO_USER = { username: 'twilio', password: 'twiliopass' };
const PHONE = '+48 123 456 789';
const SIGNED_IN = { Authorization: 'Bearer {{access}}' };

/**
 * The tabs that lead a newcomer from the first sign-in to logging out.
 *
 * @param {string} origin where this server is, for links in the comments
 */
export function tour(origin) {
  return [
    step(
      `1. SIGN IN, as the demo user.
       Press play, or Ctrl/Cmd + Enter.
       You get a TokenPair: this user has no
       second factor yet.`,
      obtainToken,
      { variables: DEMO_USER },
    ),
    step(
      `2. WHO AM I?
       The access token goes into Authorization:
       see Headers below, beside Variables.
       {{access}} stands for the newest one; put
       any other in its place. It ends after some
       minutes: on UNAUTHENTICATED, run step 7.`,
      me,
      { headers: SIGNED_IN },
    ),
    step(
      `3. PROVE A PHONE.
       Sends a code to the number in Variables.
       While no provider is set up, it goes to
       ${origin}/simulator`,
      verifyPhone,
      { variables: { phone: PHONE, channel: 'SMS' }, headers: SIGNED_IN },
    ),
    step(
      `4. REGISTER IT.
       Put the code into "token" in Variables. See
       ${origin}/simulator
       The second factor is on from here. Older
       tokens end, and you get a new pair.`,
      registerPhone,
      { variables: { phone: PHONE, token: '' }, headers: SIGNED_IN },
    ),
    step(
      `5. SIGN IN AGAIN.
       Now the password is not enough: you get
       TwoFactorRequired, and a code is sent.
       No Authorization header here.`,
      obtainToken,
      { variables: DEMO_USER },
    ),
    step(
      `6. COMPLETE THE LOGIN.
       Put the new code into "token" in Variables:
       ${origin}/simulator
       {{challenge}} stands for what step 5
       answered.`,
      verifyTwoFactorToken,
      { variables: { challenge: '{{challenge}}', token: '' } },
    ),
    step(
      `7. STAY SIGNED IN.
       Swaps the refresh token for the next pair;
       each is good for one use. No Authorization
       header here: an access token that has ended
       would be refused.`,
      refreshToken,
      { variables: { refresh: '{{refresh}}' } },
    ),
    step(
      `8. LOG OUT.
       Ends the session. Its access tokens stop
       working at once: try step 2 after this.`,
      revokeToken,
      { variables: { refresh: '{{refresh}}' } },
    ),
    step(
      `9. ALL USERS.
       For staff, as the demo user is. If you have
       just logged out, run steps 5 and 6 first.`,
      users,
      { variables: { first: 20 }, headers: SIGNED_IN },
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

/** @param {object | undefined} value */
function pretty(value) {
  return value ? JSON.stringify(value, null, 2) : null;
}
