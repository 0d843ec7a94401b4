import { systemClock, type Clock } from '../../core/clock.js';
import type { HttpRequest, HttpResponse, Transport } from '../http-transport.js';
import { AuthyApi } from './authy-api.js';
import { json, parseCall } from './exchange.js';
import { MessagingApi } from './messaging-api.js';
import { SentMessages, type SimulatedMessage } from './sent-messages.js';
import { VerifyApi } from './verify-api.js';

export type { SimulatedMessage } from './sent-messages.js';

export interface SimulatorOptions {
  clock?: Clock;
  /** Verify service SID -> what messages call the service. */
  serviceNames?: Readonly<Record<string, string>>;
}

/**
 * Twilio Verify, Twilio Messaging and Authy inside the process: not a provider, but the far end of one. The
 * providers build their real requests and parse what would be the real replies; `magic-numbers.ts` lists how to make
 * it fail.
 */
export class Simulator {
  readonly #sentMessages = new SentMessages();
  readonly #clock: Clock;
  readonly #verify: VerifyApi;
  readonly #authy: AuthyApi;
  readonly #messaging: MessagingApi;

  constructor({ clock = systemClock, serviceNames = {} }: SimulatorOptions = {}) {
    this.#clock = clock;
    this.#verify = new VerifyApi(this.#sentMessages, clock, serviceNames);
    this.#authy = new AuthyApi(this.#sentMessages, clock);
    this.#messaging = new MessagingApi(this.#sentMessages, clock);
  }

  /** Replies as the vendor that owns the path: `/v2` is Verify, `/2010-04-01` is Messaging, `/protected/json` is Authy. May never reply. */
  async handle(request: HttpRequest): Promise<HttpResponse> {
    const reply = await this.#reply(request);
    return { ...reply, headers: { date: this.#clock().toUTCString(), ...reply.headers } };
  }

  async #reply(request: HttpRequest): Promise<HttpResponse> {
    const call = parseCall(request);
    if (call.path.startsWith('/v2/')) return this.#verify.handle(call);
    if (call.path.startsWith('/protected/json/')) return this.#authy.handle(call);
    if (call.path.startsWith('/2010-04-01/')) return this.#messaging.handle(call);
    return json(404, {
      message: 'Neither Verify (/v2), Messaging (/2010-04-01) nor Authy (/protected/json) has this path',
    });
  }

  /** What a provider takes in place of the network. */
  readonly transport: Transport = (request) => this.handle(request);

  /** What was "sent", newest first, at most 500; `outcome` says where each code stands now. */
  messages(): SimulatedMessage[] {
    return this.#sentMessages.messages(this.#clock());
  }

  /** @returns a function that ends the subscription */
  onMessage(listener: (message: SimulatedMessage) => void): () => void {
    return this.#sentMessages.onMessage(listener);
  }
}
