import type { PasskeyAsking, PasskeyAuthenticator } from '../../../client/index.js';
import { PASSKEY_ORIGIN } from '../../setup/factors/passkeys.js';
import {
  type CreationOptions,
  type RequestOptions,
  SoftwareAuthenticator,
} from '../../setup/factors/software-authenticator.js';

/** What the user does with a dialog. `agree` uses the passkey. */
type Reaction = (agree: () => object, asking: PasskeyAsking) => Promise<object>;

/** A browser, the passkeys of its device, and a user who agrees to everything unless a test says otherwise. */
export class SoftwareBrowser implements PasskeyAuthenticator {
  readonly #device: SoftwareAuthenticator;
  readonly #reactions: Reaction[] = [];
  /** Every request so far. */
  readonly asked: PasskeyAsking[] = [];

  constructor(device = new SoftwareAuthenticator(PASSKEY_ORIGIN)) {
    this.#device = device;
  }

  create(options: object, asking: PasskeyAsking): Promise<object> {
    return this.#ask(() => this.#device.create(options as CreationOptions), asking);
  }

  get(options: object, asking: PasskeyAsking): Promise<object> {
    return this.#ask(() => this.#device.get(options as RequestOptions), asking);
  }

  canAutofill = () => Promise.resolve(true);

  /** What the user does with the next dialog. */
  once(reaction: Reaction): void {
    this.#reactions.push(reaction);
  }

  /** The next dialog fails with this error of WebAuthn. */
  failOnce(name: string): void {
    this.once(() => Promise.reject(new DOMException('', name)));
  }

  /** The user leaves the next dialog open. Resolves when it is there. */
  leaveOpen(): Promise<PasskeyAsking> {
    return new Promise((opened) => {
      this.once((_agree, asking) => {
        opened(asking);
        return new Promise((_resolve, reject) =>
          asking.signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
        );
      });
    });
  }

  async #ask(agree: () => object, asking: PasskeyAsking): Promise<object> {
    this.asked.push(asking);
    const react = this.#reactions.shift();
    return react ? react(agree, asking) : agree();
  }
}
