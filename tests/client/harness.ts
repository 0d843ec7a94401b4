import {
  createAuthClient,
  type AuthClientOptions,
  memoryStorage,
  type StorageLike,
  type TokenStorage,
  webStorage,
} from '../../client/index.js';
import { switchOn } from '../setup/flows.js';
import type { TestServer, TestUser } from '../setup/server.js';
import { skipTimeouts } from '../setup/timeouts.js';

// The pauses between the tries of a renewal.
skipTimeouts(200, 800);

export interface Wire {
  fetch: typeof fetch;
  /**
   * The number of operations that were sent, by the name of their field. Without those that the client aborted: on a
   * slow machine it repeats a refresh.
   */
  sent(field: string): number;
  /** Handles the next request that contains the field. `respond` may still send it. */
  once(field: string, respond: (send: () => Promise<Response>) => Promise<Response>): void;
  /** Shows all requests from now on. */
  watch(watcher: (request: Request) => void): void;
}

/** The network of one user: it has its own address, counts requests and can replace responses. */
export function createWire(server: TestServer): Wire {
  const { address } = server.client();
  const requests: { body: string; isAborted: boolean }[] = [];
  let watcher: ((request: Request) => void) | undefined;
  const faults: { field: string; respond: (send: () => Promise<Response>) => Promise<Response> }[] = [];
  return {
    fetch: async (input, init) => {
      const request = new Request(input, init);
      request.headers.set('x-forwarded-for', address);
      watcher?.(request);
      const body = await request.clone().text();
      const sent = { body, isAborted: false };
      requests.push(sent);
      const index = faults.findIndex(({ field }) => body.includes(field));
      const [fault] = index < 0 ? [] : faults.splice(index, 1);
      const abort = () => (sent.isAborted = true);
      request.signal.addEventListener('abort', abort);
      const response = await (fault ? fault.respond(() => fetch(request)) : fetch(request));
      // Throws if the client aborts, even in the middle of the response.
      await response.clone().text();
      request.signal.removeEventListener('abort', abort);
      return response;
    },
    sent: (field) =>
      requests.filter(
        ({ body, isAborted }) => !isAborted && (body.includes(`${field}(`) || body.includes(`${field} {`)),
      ).length,
    once: (field, respond) => void faults.push({ field, respond }),
    watch: (next) => void (watcher = next),
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

/** A user with a pending code. */
export async function createWaiting(server: TestServer) {
  const user: TestUser = await server.createUser();
  const { phone } = await switchOn(server, user);
  const person = createPerson(server);
  await person.auth.signIn(user);
  return { ...person, user, phone };
}

/** The storage that the tabs of a browser share. */
export function createWebStorage(): StorageLike {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

/** Two tabs of a browser: the other tab gets an event for each write, as in the HTML standard. */
export const createTabs = (): [TokenStorage, TokenStorage] => createSharedPages((items) => items);

/** Two tabs. `wrap` changes the storage of the first. */
export function createSharedPages(wrap: (items: StorageLike) => StorageLike): [TokenStorage, TokenStorage] {
  const items = createWebStorage();
  const pages = [new EventTarget(), new EventTarget()] as const;
  const notify = (from: EventTarget, key: string) => {
    for (const page of pages)
      if (page !== from) page.dispatchEvent(Object.assign(new Event('storage'), { key }));
  };
  const seenFrom = (page: EventTarget): StorageLike => ({
    ...items,
    setItem: (key, value) => {
      items.setItem(key, value);
      notify(page, key);
    },
    removeItem: (key) => {
      items.removeItem(key);
      notify(page, key);
    },
  });
  const [first, second] = pages;
  return [
    webStorage(wrap(seenFrom(first)), undefined, first),
    webStorage(seenFrom(second), undefined, second),
  ];
}
