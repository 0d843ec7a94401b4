import type { HttpResponse } from '../http-transport.js';
import { HTML_REPLY, json, noReply } from './exchange.js';
import type { MagicOutcome } from './magic-numbers.js';

/** The shape of Authy's errors; the code is a string. */
function authyError(status: number, code: string, message: string): HttpResponse {
  return json(status, { error_code: code, message, errors: { message }, success: false });
}

export const authyErrors = {
  invalidApiKey: () => authyError(401, '60001', 'Invalid API key'),
  rateLimited: () => authyError(429, '60003', 'DoS protection: too many requests'),
  invalidParameter: (name: string) => authyError(400, '60004', `Invalid parameter: ${name}`),
  wrongCode: () => authyError(401, '60022', 'Verification code is incorrect'),
  nonePending: () => authyError(404, '60023', 'No pending verifications for this number found.'),
  unknownUser: () => authyError(404, '60026', 'User not found.'),
  notFound: (message: string) => authyError(404, '60000', message),
  invalidNumber: () => authyError(400, '60033', 'Phone number is invalid'),
  landline: () => authyError(403, '60082', 'Cannot send SMS to landline phone numbers'),
  notProvisioned: () => authyError(403, '60083', 'Phone number not provisioned with any carrier'),
  invalidUser: (errors: Record<string, string>) =>
    json(400, { message: 'User was not valid', errors, success: false }),
  invalidToken: () =>
    json(401, {
      message: 'Token is invalid.',
      token: 'is invalid',
      success: false,
      errors: { message: 'Token is invalid.' },
    }),
};

export function applicationDetails(): HttpResponse {
  const app = {
    name: 'graphql-two-factor-auth',
    plan: 'simulated',
    sms_enabled: true,
    phone_calls_enabled: true,
    app_id: 1,
    onetouch_enabled: false,
  };
  return json(200, { app, message: 'Application information.', success: true });
}

/** What Authy replies to a send for one of the magic numbers: the nearest thing where it has no equal. */
export const authyMagicReplies: Record<MagicOutcome, () => HttpResponse | Promise<never>> = {
  invalidNumber: authyErrors.invalidNumber,
  landline: authyErrors.landline,
  fraudGuard: authyErrors.notProvisioned,
  tooManySends: authyErrors.rateLimited,
  platformLimit: () => authyError(503, '60000', 'The message could not be sent'),
  serverError: () => authyError(500, '60000', 'An error occurred'),
  noReply,
  notJson: () => HTML_REPLY,
  countryNotPermitted: authyErrors.notProvisioned,
};
