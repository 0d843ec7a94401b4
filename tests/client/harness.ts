import {
  createAuthClient,
  type AuthClientOptions,
  memoryStorage,
  type StorageLike,
  type TokenStorage,
  webStorage,
} from '../../client/index.js';
import { switchOn } from '../helpers/flows.js';
import type { TestServer, TestUser } from '../helpers/server.js';

export interface Wire {
  fetch: typeof fetch;
  /**
   * The operations that were sent, by the name of their field. Not those that the client gave up for want of time:
   * on a slow machine it sends a refresh again that a fast one answers at once.
   */
  sent(field: string): number;
  /** The next request that names the field is answered by this instead; it may still send it. */
  once(field: string, answer: (send: () => Promise<Response>) => Promise<Response>): void;
}

/** The network of one person: an address of their own, requests counted, some of them cut. */
export function createWire(server: TestServer): Wire {
  const { address } = server.client();
  const requests: { body: string; isGivenUp: boolean }[] = [];
  const faults: { field: string; answer: (send: () => Promise<Response>) => Promise<Response> }[] = [];
  return {
    fetch: async (input, init) => {
      const request = new Request(input, init);
      request.headers.set('x-forwarded-for', address);
      const body = await request.clone().text();
      const sent = { body, isGivenUp: false };
      requests.push(sent);
      const index = faults.findIndex(({ field }) => body.includes(field));
      const [fault] = index < 0 ? [] : faults.splice(index, 1);
      const giveUp = () => (sent.isGivenUp = true);
      request.signal.addEventListener('abort', giveUp);
      const response = await (fault ? fault.answer(() => fetch(request)) : fetch(request));
      // Throws when the client waits no longer, be it for the rest of an answer.
      await response.clone().text();
      request.signal.removeEventListener('abort', giveUp);
      return response;
    },
    sent: (field) =>
      requests.filter(
        ({ body, isGivenUp }) => !isGivenUp && (body.includes(`${field}(`) || body.includes(`${field} {`)),
      ).length,
    once: (field, answer) => void faults.push({ field, answer }),
  };
}

export function createPerson(server: TestServer, options: Partial<AuthClientOptions> = {}) {
  const wire = createWire(server);
  const storage = memoryStorage();
  const auth = createAuthClient({ url: `${server.url}/graphql`, storage, fetch: wire.fetch, ...options });
  return { wire, storage, auth };
}

export async function createSignedIn(server: TestServer, options: Partial<AuthClientOptions> = {}) {
  const user: TestUser = await server.createUser();
  const person = createPerson(server, options);
  await person.auth.signIn(user);
  return { ...person, user };
}

/** Somebody who is asked for a code. */
export async function createWaiting(server: TestServer) {
  const user: TestUser = await server.createUser();
  const { phone } = await switchOn(server, user);
  const person = createPerson(server);
  await person.auth.signIn(user);
  return { ...person, user, phone };
}

/** What the tabs of a browser share. */
export function createWebStorage(): StorageLike {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

/** Two tabs of a browser: what one writes, the other is told of, as the HTML standard has it. */
export const createTabs = (): [TokenStorage, TokenStorage] => createSharedPages((items) => items);

/** Two tabs, the first of which meets the storage as `over` has it. */
export function createSharedPages(over: (items: StorageLike) => StorageLike): [TokenStorage, TokenStorage] {
  const items = createWebStorage();
  const pages = [new EventTarget(), new EventTarget()] as const;
  const tell = (from: EventTarget, key: string) => {
    for (const page of pages)
      if (page !== from) page.dispatchEvent(Object.assign(new Event('storage'), { key }));
  };
  const seenFrom = (page: EventTarget): StorageLike => ({
    ...items,
    setItem: (key, value) => {
      items.setItem(key, value);
      tell(page, key);
    },
    removeItem: (key) => {
      items.removeItem(key);
      tell(page, key);
    },
  });
  const [first, second] = pages;
  return [
    webStorage(over(seenFrom(first)), undefined, first),
    webStorage(seenFrom(second), undefined, second),
  ];
}
