import { type App, createApp } from './app.js';
import { type Config, ConfigError, loadConfig } from './config.js';
import { DatabaseError } from './db/database-error.js';
import { RedisError } from './db/redis.js';
import { createDemoUser, DEMO_USER } from './demo-user.js';
import { createLogger } from './logger.js';
import { KeyError } from './services/key-ring.js';

/** Closing cuts what is still busy before this; should it hang all the same, the process ends as failed. */
const SHUTDOWN_MS = 9_500;

/** Reads the configuration, serves until a signal, and ends the process when it cannot. */
export async function serve(): Promise<void> {
  try {
    const config = loadConfig();
    const logger = createLogger(config);
    const app = await createApp(config, { logger });
    const isDemo =
      config.database.kind === 'embedded' &&
      !config.production &&
      (await createDemoUser(app.users, app.orm.em.fork()));
    const address = await app.listen();
    greet(config, address.replace('127.0.0.1', 'localhost'), isDemo);
    stopOnSignal(app);
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}

/** Where things are, for whoever started the server by hand. */
function greet(config: Config, address: string, isDemo: boolean): void {
  if (config.production) return;
  const simulated = config.twoFactor.provider === 'simulator';
  const lines = [
    ...(config.examplePage ? [['Front end', `${address}/`]] : []),
    ['GraphQL', `${address}/graphql${config.graphiql ? '   (GraphiQL in a browser)' : ''}`],
    ...(simulated ? [['Messages', `${address}/simulator   (the codes that would go to phones)`]] : []),
    ['Keys', `${address}/.well-known/jwks.json`],
    ['Health', `${address}/health/ready`],
    ...(isDemo ? [['Demo user', `${DEMO_USER.username} / ${DEMO_USER.password}`]] : []),
  ];
  process.stdout.write(
    `\n${lines.map(([name = '', where]) => `  ${name.padEnd(10)} ${where}`).join('\n')}\n\n`,
  );
}

function stopOnSignal(app: App): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
      void app.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
}

const OPERATORS_TO_MEND = [ConfigError, DatabaseError, KeyError, RedisError];

/** One clear line for what an operator can mend; everything else with its stack. */
function explain(error: unknown): string {
  if (OPERATORS_TO_MEND.some((kind) => error instanceof kind)) return (error as Error).message;
  const { code, port, syscall } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use. Stop what listens there, or set PORT to another one.`;
  if (code === 'EACCES') return `Port ${port} may not be used by this account. Set PORT to one above 1023.`;
  if (syscall === 'listen' || syscall === 'getaddrinfo')
    return `HOST cannot be listened on (${code}). Set it to an address of this machine, such as 127.0.0.1 or 0.0.0.0.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
