import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signIn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';
import { fileOf } from './page.js';

/** An interpreter that has PyJWT and its `crypto`. Few machines do, so who wants this test names one. */
const PYTHON = process.env['TEST_PYTHON'];

(PYTHON ? describe : describe.skip)('the Python of docs/integrate.md', () => {
  let server: TestServer;

  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  /** `accepted`, or the name of the exception. */
  async function verify(token: string, issuer = 'http://auth.test'): Promise<string> {
    const file = fileOf('verify_access_token.py', {
      'https://auth.example.com/.well-known': `${server.url}/.well-known`,
      'https://auth.example.com': issuer,
    });
    const program = `import sys
from verify_access_token import verify
try:
    verify(sys.argv[1])
    print("accepted")
except Exception as error:
    print(type(error).__name__)`;
    const options = { cwd: dirname(file), env: { PYTHONDONTWRITEBYTECODE: '1' } };
    const { stdout } = await promisify(execFile)(PYTHON ?? '', ['-c', program, token], options);
    return stdout.trim();
  }

  it('accepts access tokens; none that is changed, expired or of another issuer', async () => {
    const user = await server.createUser();
    const { pair } = await signIn(server, user);
    expect(await verify(pair.access)).toBe('accepted');
    expect(await verify(pair.refresh)).toBe('InvalidTokenError');
    expect(await verify(pair.access, 'http://other.test')).toBe('InvalidIssuerError');
    const [header = '', payload = ''] = pair.access.split('.');
    expect(await verify(`${header}.${payload}.${'A'.repeat(86)}`)).toBe('InvalidSignatureError');
    // The clock of the service is a little behind; the server itself allows as much.
    server.passSeconds(20);
    expect(await verify((await signIn(server, user)).pair.access)).toBe('accepted');
    server.passSeconds(60);
    expect(await verify((await signIn(server, user)).pair.access)).toBe('ImmatureSignatureError');
    server.passSeconds(-3680);
    const { pair: old } = await signIn(server, user);
    expect(await verify(old.access)).toBe('ExpiredSignatureError');
  });
});
