import { createTwilioClient, type TwilioClient, type TwilioClientOptions } from './twilio-client.js';
import { phoneNoticeText } from './phone-notices.js';
import { detailOf, type ProviderLogger } from './circuit-breaker.js';
import type { PhoneNotice, PhoneNotifier } from './phone-notifier.js';

export interface TwilioMessagingOptions extends TwilioClientOptions {
  /** Messaging service: `MG…`. */
  messagingServiceSid: string;
  /** How people know the server, for the text. */
  site: string;
  logger: ProviderLogger;
}

/**
 * Messages of our own wording, which Verify does not send: through a Messaging service
 * (https://www.twilio.com/docs/messaging/api/message-resource). One try each.
 */
export class TwilioMessagingNotifier implements PhoneNotifier {
  readonly #client: TwilioClient;

  constructor(private readonly options: TwilioMessagingOptions) {
    this.#client = createTwilioClient(options);
  }

  async notify({ phone, news, locale }: PhoneNotice): Promise<void> {
    const { messagingServiceSid, site } = this.options;
    try {
      const body = phoneNoticeText(news, site, locale);
      await this.#client.messages.create({ to: phone, messagingServiceSid, body });
    } catch (error) {
      this.options.logger.warn(
        { news, detail: failureOf(error) },
        'A person was not told of a changed phone',
      );
    }
  }
}

/** Twilio's messages repeat the number: only its code is safe to log. */
function failureOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'number' ? `error ${code}` : detailOf(error);
}
