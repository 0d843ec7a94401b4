import { isRecord, type HttpRequest, type HttpResponse } from '../http-transport.js';

/** A request, taken apart as both APIs need it. */
export interface ApiCall {
  method: string;
  path: string;
  query: URLSearchParams;
  /** Header names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Fields of a form or of a flat or nested JSON body; nested names read `user[email]`, as forms spell them. */
  fields: Readonly<Record<string, string>>;
  /** Where the caller reached the simulator. */
  origin: string;
}

export function parseCall(request: HttpRequest): ApiCall {
  const { pathname, searchParams, origin } = new URL(request.url);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    method: request.method,
    path: pathname.replace(/\/+$/, ''),
    query: searchParams,
    headers,
    fields: parseFields(request.body ?? '', headers['content-type'] ?? ''),
    origin,
  };
}

export function json(status: number, body: object, headers: Record<string, string> = {}): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

/** The reply of a failing proxy in front of the vendor. */
export const HTML_REPLY: HttpResponse = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html><title>Please wait</title><h1>Please wait</h1>',
};

/** A connection that stays open and silent; the caller must have a time-out of its own. */
export function noReply(): Promise<never> {
  return new Promise(() => undefined);
}

function parseFields(body: string, contentType: string): Record<string, string> {
  if (!contentType.includes('json')) return Object.fromEntries(new URLSearchParams(body));
  try {
    return flatten(JSON.parse(body));
  } catch {
    return {};
  }
}

function flatten(value: unknown, prefix = ''): Record<string, string> {
  if (!isRecord(value)) return {};
  const entries = Object.entries(value).flatMap(([name, inner]) => {
    const path = prefix ? `${prefix}[${name}]` : name;
    return isRecord(inner)
      ? Object.entries(flatten(inner, path))
      : [[path, String(inner)] as [string, string]];
  });
  return Object.fromEntries(entries);
}
