import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { createProvider } from '../../src/vendors/create-provider.js';
import { Simulator } from '../../src/vendors/simulator/simulator.js';
import { startSimulatorServer } from '../../src/vendors/simulator/standalone.js';
import { ACCOUNT, LOGIN_SERVICE, PHONE, recordingLogger, testClock } from './harness.js';

const dependencies = () => ({ clock: testClock().now, logger: recordingLogger() });
const twilio = {
  TWO_FACTOR_PROVIDER: 'twilio',
  TWILIO_ACCOUNT_SID: ACCOUNT,
  TWILIO_AUTH_TOKEN: 'secret',
  TWILIO_VERIFY_SERVICE_SID: LOGIN_SERVICE,
};

describe('createProvider', () => {
  it('runs Twilio Verify on a simulator of its own without any configuration', async () => {
    const { provider, simulator } = await createProvider(loadConfig({}).twoFactor, dependencies());
    await provider.startPhoneVerification({ phone: PHONE, channel: 'sms' });
    await provider.sendLoginCode({ phone: PHONE }, { phone: PHONE, channel: 'sms' });

    expect(provider.name).toBe('twilio');
    expect(simulator?.messages().map(({ service }) => service)).toEqual(['login', 'registration']);
  });

  it('takes the simulator it is given', async () => {
    const simulator = new Simulator();
    const created = await createProvider(loadConfig({}).twoFactor, { ...dependencies(), simulator });
    expect(created.simulator).toBe(simulator);
  });

  it.each([
    ['twilio', twilio],
    ['authy', { TWO_FACTOR_PROVIDER: 'authy', AUTHY_API_KEY: 'secret' }],
  ])('runs %s over the network, at the address of the configuration', async (name, env) => {
    const server = await startSimulatorServer({ port: 0 });
    try {
      const config = loadConfig({
        ...env,
        TWILIO_BASE_URL: server.url,
        AUTHY_BASE_URL: `${server.url}/`,
      }).twoFactor;
      const { provider, simulator } = await createProvider(config, dependencies());
      const outcome = await provider.startPhoneVerification({ phone: PHONE, channel: 'sms' });

      expect([provider.name, simulator, outcome.kind]).toEqual([name, undefined, 'sent']);
      expect(server.simulator.messages()).toMatchObject([{ to: PHONE }]);
    } finally {
      await server.close();
    }
  });

  it('signs in with an API key and secret as well as with an auth token', async () => {
    const server = await startSimulatorServer({ port: 0 });
    try {
      const key = {
        TWILIO_API_KEY: `SK${'c'.repeat(32)}`,
        TWILIO_API_SECRET: 'secret',
        TWILIO_BASE_URL: server.url,
      };
      const { provider } = await createProvider(
        loadConfig({ ...twilio, TWILIO_AUTH_TOKEN: undefined, ...key }).twoFactor,
        dependencies(),
      );

      expect((await provider.startPhoneVerification({ phone: PHONE, channel: 'sms' })).kind).toBe('sent');
    } finally {
      await server.close();
    }
  });
});
