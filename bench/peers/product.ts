import type { NextRequest } from '../load/client.js';
import type { Probe, Program } from '../servers/server-process.js';

/** What is measured of a product: one source of requests for each connection. */
export interface Requests {
  readonly sessionRead: readonly NextRequest[];
  readonly signIn: readonly NextRequest[];
  /** Undefined where the product has none. */
  readonly refresh?: readonly NextRequest[] | undefined;
}

/** A login server, and how to speak to it. */
export interface Product {
  readonly name: string;
  readonly program: Program;
  readonly probe: Probe;
  readonly env: Readonly<Record<string, string>>;
  readonly databaseUrl: string;
  /** Makes users where there are none, and signs them in. */
  prepare(port: number): Promise<Requests>;
}

export const CONNECTIONS = 16;
/** What Parse Server has, and no setting changes. */
export const BCRYPT_COST = 10;

/** Posts JSON. @throws Error when it is refused */
export async function post(url: string, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response;
}
