/** One HTTP request to a vendor, in the plainest form: what goes over the wire, or into the simulator. */
export interface HttpRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
}

export interface HttpResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Carries a request to a vendor. It may ignore `signal`; `exchange` keeps the time either way. */
export type Transport = (request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse>;

/**
 * The vendor could not be reached, did not reply in time, or sent a reply that no vendor sends.
 *
 * `message` goes into the log. It is always our own wording: vendors repeat phone numbers in their messages,
 * and Authy takes codes in its URLs, which network errors like to quote.
 */
export class VendorOutage extends Error {
  override readonly name = 'VendorOutage';
}

/** The real network. Redirects are not followed: they would carry codes and credentials elsewhere. */
export const fetchTransport: Transport = sendBy(fetch);

/** What the `fetch` functions of Node and of packages have in common. */
type Fetch = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    signal: AbortSignal;
    redirect: 'manual';
    body?: string;
  },
) => Promise<{
  status: number;
  headers: Iterable<[string, string]>;
  body: AsyncIterable<Uint8Array> | null;
}>;

/** Many times what any vendor sends. More would fill the memory. */
const MAX_BODY_BYTES = 1024 * 1024;

/** @param fetch is called once for each request */
export function sendBy(fetch: Fetch): Transport {
  return async ({ method, url, headers, body }, signal) => {
    const response = await fetch(url, {
      method,
      headers: { ...headers },
      signal,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await readBody(response.body),
    };
  };
}

/** @throws VendorOutage */
async function readBody(pieces: AsyncIterable<Uint8Array> | null): Promise<string> {
  const read: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces ?? []) {
    bytes += piece.length;
    if (bytes > MAX_BODY_BYTES) throw new VendorOutage('the reply is too long');
    read.push(piece);
  }
  return Buffer.concat(read).toString();
}

/**
 * Sends a request once and waits at most `timeoutMs` for the whole reply, its body included.
 *
 * @throws VendorOutage, and nothing else
 */
export async function exchange(
  transport: Transport,
  request: HttpRequest,
  timeoutMs: number,
): Promise<HttpResponse> {
  const outOfTime = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new VendorOutage(`no reply within ${timeoutMs} ms`));
      outOfTime.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([transport(request, outOfTime.signal), timeout]);
  } catch (error) {
    throw error instanceof VendorOutage ? error : new VendorOutage(`no connection (${systemCodeOf(error)})`);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The JSON object in a reply, whatever its HTTP status.
 *
 * @throws VendorOutage when it is something else: HTML of a proxy, half a JSON, a bare `null`
 */
export function parseJsonObject(response: HttpResponse): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(response.body);
    if (isRecord(parsed)) return parsed;
  } catch {
    // The parser's message quotes the body; it must not reach the log.
  }
  throw new VendorOutage(`reply with HTTP ${response.status} is not a JSON object`);
}

/** The sender's clock, from its `Date` header. */
export function dateHeaderOf(headers: unknown): Date | undefined {
  const date = isRecord(headers) ? headers['date'] : undefined;
  if (typeof date !== 'string' || Number.isNaN(Date.parse(date))) return undefined;
  return new Date(date);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `ECONNREFUSED` and the like; `fetch` hides it in the cause. */
function systemCodeOf(error: unknown): string {
  const cause = isRecord(error) ? error['cause'] : undefined;
  return isRecord(cause) && typeof cause['code'] === 'string' ? cause['code'] : 'unknown reason';
}
