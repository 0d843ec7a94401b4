import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createApp } from '../src/app.js';
import { loadConfig } from '../src/config.js';
import { User } from '../src/entities/index.js';
import { generateSigningKeyPem } from '../src/services/key-ring.js';
import { PasswordService } from '../src/services/password.service.js';

/** An embedded database with somebody in it, and the environment that serves it as in production. */
export interface DataFolder {
  readonly keyFile: string;
  readonly env: Readonly<Record<string, string>>;
  readonly users: Readonly<Record<'active' | 'inactive' | 'outdated' | 'withoutPassword', string>>;
  remove(): void;
}

/** What tokens are signed with: EC P-256, as `keys generate` makes, or RSA, whose signatures verify faster. */
export type KeyType = 'ec' | 'rsa';

export const PASSWORD = 'correct horse battery';

/** No limit is reached, and no user has a second factor: Twilio, whose credentials are made up, is not asked. */
const ENV = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
  PUBLIC_URL: 'https://auth.example.com',
  DATABASE_URL: 'embedded',
  ACCESS_TOKEN_TTL: '12h',
  LIMIT_LOGINS_PER_USERNAME: '1000000/1h',
  LIMIT_LOGINS_PER_ADDRESS: '1000000/1h',
  TWO_FACTOR_PROVIDER: 'twilio',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'made-up',
  TWILIO_VERIFY_SERVICE_SID: `VA${'1'.repeat(32)}`,
  TWILIO_REGISTRATION_SERVICE_SID: `VA${'2'.repeat(32)}`,
};

export async function prepareDataFolder(bcryptCost: number, keyType: KeyType): Promise<DataFolder> {
  const folder = mkdtempSync(join(tmpdir(), 'two-factor-bench-'));
  const keyFile = join(folder, 'signing-key.pem');
  writeFileSync(keyFile, keyType === 'rsa' ? rsaKeyPem() : generateSigningKeyPem(), { mode: 0o600 });
  const env = { ...ENV, DATA_DIR: folder, JWT_KEYS: keyFile, BCRYPT_COST: String(bcryptCost) };

  const app = await createApp(loadConfig(env), { logger: pino({ level: 'silent' }) });
  const em = app.orm.em.fork();
  const create = (password?: string) =>
    app.users.createUser({ username: `user-${randomUUID()}`, ...(password && { password }) }, em);
  const [active, inactive, outdated, withoutPassword] = [
    await create(PASSWORD),
    await create(PASSWORD),
    await create(PASSWORD),
    await create(),
  ];
  await app.users.setActive(inactive, false, em);
  const passwordHash = await new PasswordService(bcryptCost - 2).hash(PASSWORD);
  await em.nativeUpdate(User, { id: outdated.id }, { passwordHash });
  await app.close();

  return {
    keyFile,
    env,
    users: {
      active: active.username,
      inactive: inactive.username,
      outdated: outdated.username,
      withoutPassword: withoutPassword.username,
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function rsaKeyPem(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
