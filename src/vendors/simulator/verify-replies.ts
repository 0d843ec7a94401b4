import type { HttpResponse } from '../http-transport.js';
import { HTML_REPLY, json, noReply } from './exchange.js';
import type { MagicOutcome } from './magic-numbers.js';
import { isoSeconds, newSid } from './verification.js';

export function verifyReply(status: number, body: object): HttpResponse {
  return json(status, body, { 'twilio-request-id': newSid('RQ'), 'twilio-concurrent-requests': '1' });
}

/** The one shape of Twilio's errors, of Verify's and of others. */
export function twilioError(status: number, code: number, message: string): HttpResponse {
  return verifyReply(status, {
    code,
    message,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  });
}

export const verifyErrors = {
  unauthorized: () => twilioError(401, 20003, 'Authenticate'),
  notFound: (path: string) =>
    twilioError(404, 20404, `The requested resource ${path.replace(/^\/v2/, '')} was not found`),
  invalidParameter: (name: string, value = '') =>
    twilioError(400, 60200, `Invalid parameter \`${name}\`: ${value}`.trimEnd()),
  tooManyChecks: () => twilioError(429, 60202, 'Max check attempts reached'),
  tooManySends: () => twilioError(429, 60203, 'Max send attempts reached'),
  channelDisabled: (channel: string) =>
    twilioError(403, 60223, `Delivery channel disabled: ${channel.toUpperCase()}`),
};

/** What Verify replies to a start for one of the magic numbers. */
export const verifyMagicReplies: Record<MagicOutcome, (to: string) => HttpResponse | Promise<never>> = {
  invalidNumber: (to) => verifyErrors.invalidParameter('To', to),
  landline: () => twilioError(403, 60205, 'SMS is not supported by landline phone number'),
  fraudGuard: (to) =>
    twilioError(
      403,
      60410,
      `The destination phone number has been temporarily blocked by Twilio due to fraudulent activities. ${to.slice(0, -4)} prefix is blocked for the SMS channel`,
    ),
  tooManySends: verifyErrors.tooManySends,
  platformLimit: () => twilioError(429, 20429, 'Too many requests'),
  serverError: () => twilioError(500, 20500, 'Internal server error'),
  noReply,
  notJson: () => HTML_REPLY,
  countryNotPermitted: () =>
    twilioError(
      403,
      60605,
      'Verification delivery attempt blocked: the destination country is not permitted',
    ),
};

export function serviceResource(sid: string, accountSid: string, origin: string, now: Date) {
  const url = `${origin}/v2/Services/${sid}`;
  return {
    sid,
    account_sid: accountSid,
    friendly_name: 'graphql-two-factor-auth',
    code_length: 6,
    lookup_enabled: false,
    psd2_enabled: false,
    skip_sms_to_landlines: false,
    dtmf_input_required: true,
    tts_name: null,
    do_not_share_warning_enabled: false,
    custom_code_enabled: false,
    push: null,
    totp: null,
    default_template_sid: null,
    whatsapp: { msg_service_sid: `MG${'1'.repeat(32)}`, from: 'whatsapp:+15005550006' },
    verify_event_subscription_enabled: false,
    date_created: isoSeconds(now),
    date_updated: isoSeconds(now),
    url,
    links: { verifications: `${url}/Verifications`, verification_checks: `${url}/VerificationCheck` },
  };
}
