import RequestClient from 'twilio/lib/base/RequestClient.js';
import Twilio from 'twilio/lib/rest/Twilio.js';
import type { TwilioConfig } from '../../config/config.js';
import { exchange, parseJsonObject, type Transport } from '../http-transport.js';

export type TwilioClient = Twilio;

export interface TwilioClientOptions {
  config: Pick<TwilioConfig, 'accountSid' | 'username' | 'password' | 'baseUrl'>;
  /** How long one request may take. */
  timeoutMs: number;
  transport: Transport;
}

/** Twilio's own package on our transport: nothing is repeated by itself, and no request outlasts `timeoutMs`. */
export function createTwilioClient({ config, timeoutMs, transport }: TwilioClientOptions): TwilioClient {
  return new Twilio(config.username, config.password, {
    accountSid: config.accountSid,
    httpClient: new TransportRequestClient(transport, config.baseUrl, timeoutMs),
    autoRetry: false,
  });
}

/**
 * The seam of the twilio package: it builds the requests and reads the replies, ours carries them. That gives
 * it the base URL and the strict time-out that the package lacks, and the simulator a way in.
 */
class TransportRequestClient extends RequestClient {
  constructor(
    private readonly transport: Transport,
    private readonly baseUrl: string | undefined,
    private readonly timeoutMs: number,
  ) {
    super({ timeout: timeoutMs, autoRetry: false });
  }

  override async request<T>(options: RequestClient.RequestOptions<T>) {
    const { origin, pathname, search } = new URL(options.uri);
    const credentials = Buffer.from(`${options.username}:${options.password}`).toString('base64');
    const response = await exchange(
      this.transport,
      {
        method: options.method === 'get' ? 'GET' : 'POST',
        url: `${this.baseUrl ?? origin}${pathname}${search}`,
        headers: { ...options.headers, Authorization: `Basic ${credentials}` },
        body: options.data ? new URLSearchParams(Object.entries(options.data)).toString() : undefined,
      },
      this.timeoutMs,
    );
    return { statusCode: response.status, headers: response.headers, body: parseJsonObject(response) as T };
  }
}
