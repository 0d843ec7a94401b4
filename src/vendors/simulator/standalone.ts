import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../core/clock.js';
import type { HttpResponse } from '../http-transport.js';
import { json } from './exchange.js';
import { Simulator } from './simulator.js';

export interface SimulatorServerOptions {
  host?: string | undefined;
  /** 0 takes a free one. */
  port?: number | undefined;
  clock?: Clock | undefined;
}

export interface SimulatorServer {
  /** Where it listens, without a trailing slash: the value for TWILIO_BASE_URL and AUTHY_BASE_URL. */
  url: string;
  simulator: Simulator;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 64 * 1024;

/**
 * Serves the simulator over plain HTTP, for programs in any language: Verify under `/v2`, Authy under
 * `/protected/json`, what was "sent" under `GET /simulator/messages`.
 *
 * @throws the system's error when the port cannot be had
 */
export async function startSimulatorServer({
  host = '127.0.0.1',
  port = 4010,
  clock,
}: SimulatorServerOptions = {}): Promise<SimulatorServer> {
  const simulator = new Simulator(clock ? { clock } : {});
  const server = createServer((request, response) => {
    respond(simulator, request).then(
      (reply) => send(response, reply),
      () => send(response, json(500, { message: 'The simulator failed' })),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return {
    url: urlOf(server.address()),
    simulator,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Requests that never get a reply would keep it open.
        server.closeAllConnections();
      }),
  };
}

async function respond(simulator: Simulator, request: IncomingMessage): Promise<HttpResponse> {
  const url = `http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`;
  if (request.method === 'GET' && new URL(url).pathname === '/simulator/messages')
    return json(200, simulator.messages());
  if (request.method !== 'GET' && request.method !== 'POST')
    return json(405, { message: 'Method not allowed' });
  const body = await readBody(request);
  if (body === undefined) return json(413, { message: 'Request body is too large' });
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
  return simulator.handle({ method: request.method, url, headers, body });
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString('utf8') : undefined;
}

function send(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  response.writeHead(status, headers).end(body);
}

function urlOf(address: string | AddressInfo | null): string {
  if (typeof address !== 'object' || !address) throw new TypeError('the simulator has no address');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
