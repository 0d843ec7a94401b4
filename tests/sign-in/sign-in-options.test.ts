import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServer, type TestServer } from '../setup/server.js';

const QUERY = `{ signInOptions {
  branding { name color logoUrl termsUrl privacyUrl }
  registration passwordReset emailSignIn channels twoFactorPolicy passwordMinLength tokenCookies remembersDevices
} }`;

describe('signInOptions', () => {
  let branded: TestServer;
  let plain: TestServer;

  beforeAll(async () => {
    branded = await startServer({
      BRAND_NAME: 'Łódź Bikes',
      BRAND_COLOR: '#0B5CAD',
      BRAND_LOGO_URL: 'https://cdn.example.com/logo.svg',
      BRAND_TERMS_URL: 'https://example.com/terms',
      BRAND_PRIVACY_URL: 'https://example.com/privacy',
      TWO_FACTOR_POLICY: 'staff',
      TWO_FACTOR_CHANNELS: 'call,sms',
      TOKEN_COOKIES: 'false',
      REMEMBER_DEVICE: '0',
      REGISTRATION: 'invited',
      EMAIL_SIGN_IN: 'true',
    });
    plain = await startServer();
  });
  afterAll(async () => {
    await branded.close();
    await plain.close();
  });

  it('gives a page what the server offers and how it looks, before a sign-in', async () => {
    expect((await branded.client().query(QUERY)).data).toEqual({
      signInOptions: {
        branding: {
          name: 'Łódź Bikes',
          color: '#0b5cad',
          logoUrl: 'https://cdn.example.com/logo.svg',
          termsUrl: 'https://example.com/terms',
          privacyUrl: 'https://example.com/privacy',
        },
        ...{ registration: 'INVITED', passwordReset: true, emailSignIn: true },
        channels: ['CALL', 'SMS'],
        twoFactorPolicy: 'STAFF',
        passwordMinLength: 8,
        tokenCookies: false,
        remembersDevices: false,
      },
    });
  });

  it('has defaults that need no settings', async () => {
    expect((await plain.client().query(QUERY)).data).toEqual({
      signInOptions: {
        branding: {
          name: 'graphql-two-factor-auth',
          color: null,
          logoUrl: null,
          termsUrl: null,
          privacyUrl: null,
        },
        ...{ registration: 'OPEN', passwordReset: true, emailSignIn: false },
        channels: ['SMS', 'CALL'],
        twoFactorPolicy: 'OPTIONAL',
        passwordMinLength: 8,
        tokenCookies: true,
        remembersDevices: true,
      },
    });
  });
});
