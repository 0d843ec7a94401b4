import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PasskeyChallenges } from '../../../src/factors/passkey/passkey-challenges.js';
import { PendingSignIns } from '../../../src/factors/pending/pending-sign-ins.js';
import { codeOf, dataOf } from '../../setup/client.js';
import { startPasskeyServer, waitingForPasskey } from '../../setup/factors/passkeys.js';
import type { TestServer } from '../../setup/server.js';

describe('the challenge of a second step', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startPasskeyServer({ LIMIT_LOGINS_PER_USERNAME: '1000/10m' })));
  afterAll(() => server.close());

  it('is refused when newer sign-ins took the place of its own after it was read', async () => {
    const { challenge, client, user } = await waitingForPasskey(server);
    const em = server.app.orm.em.fork();
    const pending = await new PendingSignIns(server.now).findUsable(challenge, { em });
    server.passSeconds(1);
    for (let newer = 0; newer < 20; newer++)
      dataOf(await server.client().obtainToken(user.username, user.password));
    const opened = new PasskeyChallenges(server.now).openForSecondStep(pending, { em });
    await expect(opened).rejects.toMatchObject({ code: 'CHALLENGE_EXPIRED' });
    expect(codeOf(await client.requestPasskey(challenge))).toBe('CHALLENGE_EXPIRED');
  });
});
