import { createTwilioClient, type TwilioClient, type TwilioClientOptions } from './twilio-client.js';
import { phoneNoticeText } from './notice-texts.js';
import { detailOf } from '../circuit-breaker.js';
import type { NoticeOutcome, PhoneNotice, PhoneNotifier } from '../phone-notifier.js';

export interface TwilioMessagingOptions extends TwilioClientOptions {
  /** Messaging service: `MG…`. */
  messagingServiceSid: string;
  /** How people know the server, for the text. */
  site: string;
}

/**
 * Messages of our own wording, which Verify does not send: through a Messaging service
 * (https://www.twilio.com/docs/messaging/api/message-resource).
 */
export class TwilioMessagingNotifier implements PhoneNotifier {
  readonly #client: TwilioClient;

  constructor(private readonly options: TwilioMessagingOptions) {
    this.#client = createTwilioClient(options);
  }

  async notify({ phone, news, locale }: PhoneNotice): Promise<NoticeOutcome> {
    const { messagingServiceSid, site } = this.options;
    try {
      const body = phoneNoticeText(news, site, locale);
      await this.#client.messages.create({ to: phone, messagingServiceSid, body });
      return { kind: 'delivered' };
    } catch (error) {
      return { kind: 'failed', detail: failureOf(error), isFinal: NEVER_DELIVERED.has(codeOf(error) ?? 0) };
    }
  }
}

/** Twilio's errors for a number that no message reaches: it does not exist, is a landline, or replied STOP. */
const NEVER_DELIVERED = new Set([21211, 21610, 21614]);

/** Twilio's messages repeat the number: only its code is safe to log. */
function failureOf(error: unknown): string {
  const code = codeOf(error);
  return code === undefined ? detailOf(error) : `error ${code}`;
}

function codeOf(error: unknown): number | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'number' ? code : undefined;
}
