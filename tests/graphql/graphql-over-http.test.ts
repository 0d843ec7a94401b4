import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { startServer, type TestServer } from '../setup/server.js';

const REFUSALS_ARE_400 =
  'A refused document is 400 whatever its client accepts, so that proxies and logs see refusals; the draft ' +
  'wants 200 for application/json alone, for the sake of clients from before it.';
const GET_NEEDS_PREFLIGHT =
  'A GET is served only with a header that makes browsers ask first, so that no other site can send it.';

/** What the audit recommends (SHOULD) or allows (MAY) and this server declines, with the reason. */
const DECLINED: Readonly<Record<string, { name: string; status: 'warn' | 'notice'; reason: string }>> = {
  '572B': {
    name: 'SHOULD use 200 status code on document parsing failure when accepting application/json',
    status: 'warn',
    reason: REFUSALS_ARE_400,
  },
  FDE2: {
    name: 'SHOULD use 200 status code on document validation failure when accepting application/json',
    status: 'warn',
    reason: REFUSALS_ARE_400,
  },
  '7B9B': {
    name: 'SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
    status: 'warn',
    reason: REFUSALS_ARE_400,
  },
  '5A70': {
    name: 'MAY accept application/x-www-form-urlencoded formatted GET requests',
    status: 'notice',
    reason: GET_NEEDS_PREFLIGHT,
  },
  D6D5: {
    name: 'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
    status: 'notice',
    reason: GET_NEEDS_PREFLIGHT,
  },
  '6A70': {
    name: 'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
    status: 'notice',
    reason: GET_NEEDS_PREFLIGHT,
  },
};

/**
 * The audit of the GraphQL over HTTP working group (https://graphql.github.io/graphql-over-http/draft/), as its
 * reference implementation ships it. A MUST that fails is an error, a SHOULD a warning, a MAY a notice.
 */
describe('the audit of GraphQL over HTTP', () => {
  let server: TestServer;
  const audits = serverAudits({ url: () => `${server.url}/graphql` });

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('is whole', () => {
    expect(audits.length).toBeGreaterThanOrEqual(61);
    expect(audits.filter(({ name }) => name.startsWith('MUST')).length).toBeGreaterThanOrEqual(13);
  });

  it.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (name, audit) => {
    const { status } = await audit.fn();
    const { [audit.id]: declined } = DECLINED;
    expect({ name, status }).toEqual({ name: declined?.name ?? name, status: declined?.status ?? 'ok' });
  });
});
