import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { mountGraphiQL } from '../../../src/http/pages/graphiql.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('GraphiQL', () => {
  let server: FastifyInstance;
  let url: string;

  beforeAll(async () => {
    server = fastify();
    mountGraphiQL(server);
    server.route({ method: ['GET', 'POST'], url: '/graphql', handler: async () => ({ graphql: true }) });
    url = await server.listen({ port: 0 });
  });
  afterAll(() => server.close());

  const get = (accept: string, method = 'GET') => fetch(`${url}/graphql`, { method, headers: { accept } });
  const policyOf = (response: Response) =>
    new Map(
      (response.headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources.join(' ')];
      }),
    );
  const filesOf = async (page: Response) =>
    [...(await page.text()).matchAll(/(?:src|href)="(graphiql\/[^"]+)"/g)].map(([, file = '']) => file);

  it('is the page that a browser gets', async () => {
    const response = await get(BROWSER);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('vary')).toContain('accept');
    expect(await response.text()).toContain('<title>GraphiQL');
  });

  it.each([
    'application/json',
    '*/*',
    'application/graphql-response+json',
    'application/json, text/html;q=0.5',
  ])('leaves a GET that accepts %s to GraphQL', async (accept) => {
    expect(await (await get(accept)).json()).toEqual({ graphql: true });
  });

  it('leaves a POST to GraphQL, whatever it accepts', async () => {
    expect(await (await get(BROWSER, 'POST')).json()).toEqual({ graphql: true });
  });

  it('allows scripts and connections of its own origin alone, and no frame around it', async () => {
    const policy = policyOf(await get(BROWSER));
    expect(policy.get('default-src')).toBe("'none'");
    for (const directive of ['script-src', 'worker-src', 'connect-src'])
      expect(policy.get(directive)).toBe("'self'");
    for (const directive of ['frame-ancestors', 'base-uri', 'form-action'])
      expect(policy.get(directive)).toBe("'none'");
    expect([...policy.values()].join(' ')).not.toMatch(/https?:|unsafe-eval|\*/);
  });

  it('names no address of another origin', async () => {
    expect(await (await get(BROWSER)).text()).not.toMatch(/(?:https?:)?\/\/\w/);
  });

  it('is asked about again each time, while its files are cached forever', async () => {
    const page = await get(BROWSER);
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const files = await filesOf(page);
    expect(files).toEqual(
      expect.arrayContaining([expect.stringMatching(/^graphiql\/[\da-f]{12}\/page\.js$/)]),
    );
    for (const file of files) {
      const { status, headers } = await fetch(`${url}/${file}`, { method: 'HEAD' });
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(headers.get('content-encoding')).toBe('gzip');
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    }
  });

  it('gives its files to those who take no compression, too', async () => {
    const [file = ''] = await filesOf(await get(BROWSER));
    const plain = await fetch(`${url}/${file}`, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect((await plain.arrayBuffer()).byteLength).toBeGreaterThan(1000);
  });

  it('carries the tour of the login', async () => {
    const script = (await filesOf(await get(BROWSER))).find((file) => file.endsWith('.js'));
    const text = await (await fetch(`${url}/${script ?? ''}`)).text();
    for (const step of ['1. SIGN IN', '2. WHO AM I', '3. PROVE', '4. REGISTER', '5. SIGN IN', '6. COMPLETE'])
      expect(text).toContain(step);
    for (const operation of ['mutation ObtainToken', 'query Me', 'mutation RevokeToken', 'query Users'])
      expect(text).toContain(operation);
  });
});
