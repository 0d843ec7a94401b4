import { isPossiblePhoneNumber } from 'libphonenumber-js/max';
import type { Clock } from '../../core/clock.js';
import type { HttpResponse } from '../http-transport.js';
import { authenticate } from './authenticate.js';
import { json, type ApiCall } from './exchange.js';
import { magicOutcomeOf } from './magic-numbers.js';
import type { SentMessages } from './sent-messages.js';
import { newSid } from './verification.js';
import { twilioError, verifyErrors, verifyMagicReplies } from './verify-replies.js';

const ROUTE = /^\/2010-04-01\/Accounts\/(AC[0-9a-fA-F]{32})\/Messages\.json$/;

/** Programmable Messaging as far as this server uses it: one text to one number, through a Messaging service. */
export class MessagingApi {
  constructor(
    private readonly sentMessages: SentMessages,
    private readonly clock: Clock,
  ) {}

  async handle(call: ApiCall): Promise<HttpResponse> {
    if (!authenticate(call)) return verifyErrors.unauthorized();
    const [, accountSid] = ROUTE.exec(call.path) ?? [];
    if (call.method !== 'POST' || !accountSid) return verifyErrors.notFound(call.path);
    const { To: to = '', Body: body = '', MessagingServiceSid: service = '' } = call.fields;
    if (!/^MG[0-9a-fA-F]{32}$/.test(service))
      return twilioError(400, 21701, 'The Messaging Service does not exist.');
    if (!body) return twilioError(400, 21602, 'Message body is required.');
    if (!to.startsWith('+') || !isPossiblePhoneNumber(to))
      return twilioError(400, 21211, `Invalid 'To' Phone Number: ${to}`);
    const magic = magicOutcomeOf(to);
    if (magic === 'landline')
      return twilioError(400, 21614, `'To' number is not a valid mobile number: ${to}`);
    if (magic === 'noReply' || magic === 'notJson' || magic === 'serverError')
      return verifyMagicReplies[magic](to);
    return this.#send(to, body, service, accountSid);
  }

  #send(to: string, body: string, service: string, accountSid: string): HttpResponse {
    const sentAt = this.clock();
    this.sentMessages.postNotice({ to, body, sentAt });
    const sid = newSid('SM');
    return json(201, {
      sid,
      account_sid: accountSid,
      messaging_service_sid: service,
      to,
      body,
      status: 'accepted',
      direction: 'outbound-api',
      date_created: sentAt.toUTCString(),
      date_updated: sentAt.toUTCString(),
      error_code: null,
      error_message: null,
      num_segments: '0',
      uri: `/2010-04-01/Accounts/${accountSid}/Messages/${sid}.json`,
    });
  }
}
