import type { Config, TwoFactorConfig } from './config.types.js';
import { isLoopback } from './address-formats.js';
import { describeUnknownKey } from './unknown-keys.js';

/** Settings that are allowed but risky. The start logs a warning for each. */
export function findWarnings({
  production,
  publicUrl,
  corsOrigins,
  tokens,
  twoFactor,
  mail,
  accounts,
  unknownKeys,
}: Config): string[] {
  return [
    ...unknownKeys.map(describeUnknownKey),
    production &&
      isPlain(publicUrl) &&
      'PUBLIC_URL is http: anybody on the way can read passwords and tokens. Put TLS in front and use https',
    production &&
      corsOrigins !== 'localhost' &&
      corsOrigins.some(isPlain) &&
      'CORS_ORIGINS has an http origin: anybody on the way can change that page and take its tokens. Use https',
    twoFactor.policy === 'required' &&
      tokens.audience === tokens.issuer &&
      'TWO_FACTOR_POLICY is required, and JWT_AUDIENCE is the issuer: other services also accept the tokens of sessions that may only add a factor. Set JWT_AUDIENCE to the name of your services',
    production &&
      mail.smtp?.requireTls === false &&
      !mail.smtp.isImplicitTls &&
      !isLoopback(`smtp://${inUrl(mail.smtp.host)}`) &&
      'MAIL_REQUIRE_TLS is false: links and codes may leave without encryption. Use a mail server with TLS',
    accounts.emailSignIn &&
      'EMAIL_SIGN_IN is on: the mailbox of a user opens the account without the password',
    twoFactor.twilio.messagingServiceSid === undefined &&
      'TWILIO_MESSAGING_SERVICE_SID is not set: the old number is not notified of a changed phone',
    sharesService(twoFactor) &&
      'TWILIO_REGISTRATION_SERVICE_SID is the same service as TWILIO_VERIFY_SERVICE_SID: anybody who registers a number can stop its owner from signing in',
    ...[twoFactor.twilio.baseUrl, twoFactor.authy.baseUrl].map(
      (url) =>
        production &&
        url?.startsWith('http:') === true &&
        `NO REAL CODES ARE SENT: the calls of the provider go to ${url} on this machine. This is right for a rehearsal only`,
    ),
  ].filter((warning) => warning !== false);
}

/** True if a number has the same code for both purposes. */
function sharesService({ provider, twilio }: TwoFactorConfig): boolean {
  return provider === 'twilio' && twilio.loginServiceSid === twilio.registrationServiceSid;
}

function isPlain(address: string): boolean {
  return /^http:/i.test(address);
}

function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
