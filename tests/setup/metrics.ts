import type { TestServer } from './server.js';

/** The value of one line of `/metrics`, labels included; undefined when there is none. */
export async function metric({ url }: TestServer, name: string): Promise<string | undefined> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return line?.slice(name.length + 1);
}
