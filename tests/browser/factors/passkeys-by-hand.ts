import type { Page } from 'playwright-core';

/** What a page of somebody else could do: every step of a passkey, without the pages and the client. */
const STEPS = `
  const post = async (query, variables, access) => {
    const headers = { 'content-type': 'application/json', ...(access && { authorization: 'Bearer ' + access }) };
    const body = JSON.stringify({ query, variables });
    return (await fetch('/graphql', { method: 'POST', headers, body })).json();
  };
  const codeOf = ({ errors }) => errors?.[0]?.extensions.code ?? 'ok';
  const obtain = async ({ username, password }) => {
    const reply = await post(
      \`mutation ($username: String!, $password: String!) {
        obtainToken(username: $username, password: $password) {
          ... on TokenPair { access }
          ... on TwoFactorRequired { challenge }
        }
      }\`,
      { username, password },
    );
    return reply.data.obtainToken;
  };

  /** Attestation "none" signs nothing, so the page can claim another origin. */
  const claimOrigin = (credential, origin) => {
    const read = JSON.parse(atob(credential.response.clientDataJSON.replaceAll('-', '+').replaceAll('_', '/')));
    const claimed = btoa(JSON.stringify({ ...read, origin }));
    const clientDataJSON = claimed.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
    return { ...credential, response: { ...credential.response, clientDataJSON } };
  };

  const enroll = async (user, { rpId, origin } = {}) => {
    const { access } = await obtain(user);
    const { startPasskey } = (await post('mutation { startPasskey { enrollment options } }', {}, access)).data;
    const { enrollment, options } = startPasskey;
    if (rpId) options.rp.id = rpId;
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const made = (await navigator.credentials.create({ publicKey })).toJSON();
    const reply = await post(
      \`mutation ($enrollment: ID!, $response: PasskeyAttestation!) {
        confirmPasskey(enrollment: $enrollment, response: $response) { access }
      }\`,
      { enrollment, response: origin ? claimOrigin(made, origin) : made },
      access,
    );
    return { id: made.id, code: codeOf(reply) };
  };

  /** Responds to the challenge of a user with any passkey of this device. */
  const respond = async (user, id) => {
    const { challenge } = await obtain(user);
    const reply = await post(
      'mutation ($challenge: String) { requestPasskey(challenge: $challenge) { options } }',
      { challenge },
    );
    const { options } = reply.data.requestPasskey;
    options.allowCredentials = [{ type: 'public-key', id }];
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    return { challenge, response: (await navigator.credentials.get({ publicKey })).toJSON() };
  };

  const verify = async (challenge, response) =>
    codeOf(
      await post(
        \`mutation ($challenge: String!, $response: PasskeyAssertion!) {
          verifyPasskey(challenge: $challenge, response: $response) { __typename }
        }\`,
        { challenge, response },
      ),
    );
  const verifyResponse = ({ challenge, response }) => verify(challenge, response);
`;

/**
 * Runs a script in a page, with the steps above.
 *
 * @param given what the script names
 */
export async function runByHand(page: Page, given: Record<string, object>, script: string): Promise<unknown> {
  // The sign-in page has a request of its own under way, for autofill.
  await page.goto(new URL('/simulator', page.url()).href);
  const names = Object.entries(given).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`);
  return page.evaluate(`(async () => { ${STEPS} ${names.join(' ')} ${script} })()`);
}
