/** What Node's fetch sends beside the body: a contestant that copies headers pays for them. */
const USUAL_HEADERS = [
  'host: auth.example.com',
  'connection: keep-alive',
  'accept: */*',
  'accept-language: *',
  'sec-fetch-mode: cors',
  'user-agent: node',
  'accept-encoding: gzip, deflate',
];

export type Headers = Readonly<Record<string, string>>;

/** A request as it goes over the wire. */
export function httpRequest(
  method: 'GET' | 'POST',
  path: string,
  { headers = {}, body }: { headers?: Headers; body?: object | undefined } = {},
): Buffer {
  const text = body === undefined ? '' : JSON.stringify(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...USUAL_HEADERS,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined
      ? []
      : ['content-type: application/json', `content-length: ${Buffer.byteLength(text)}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${text}`);
}

/** A GraphQL request, perhaps signed in. */
export function graphqlRequest(query: string, variables?: object, access?: string): Buffer {
  return httpRequest('POST', '/graphql', {
    headers: access === undefined ? {} : { authorization: `Bearer ${access}` },
    body: { query, ...(variables && { variables }) },
  });
}
