import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ApiResponse {
  readonly data?: Record<string, Record<string, string> | boolean | null> | null;
  readonly errors?: readonly { extensions: { code: string } }[];
}

/** Sends one of schema/operations, perhaps signed in. @returns the body as it came */
export async function send(
  graphql: string,
  name: string,
  variables: Readonly<Record<string, unknown>> = {},
  access?: string,
  trustedDevice?: string,
): Promise<string> {
  const query = readFileSync(join(import.meta.dirname, `../../schema/operations/${name}.graphql`), 'utf8');
  const response = await fetch(graphql, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(access !== undefined && { authorization: `Bearer ${access}` }),
      ...(trustedDevice !== undefined && { 'x-trusted-device': trustedDevice }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return response.text();
}

/** The result of a mutation. @throws Error when it was refused */
export async function succeed(...request: Parameters<typeof send>): Promise<Record<string, string>> {
  const body = await send(...request);
  const [result] = Object.values((JSON.parse(body) as ApiResponse).data ?? {});
  if (typeof result !== 'object' || result === null) throw new Error(`${request[1]} was refused: ${body}`);
  return result;
}
