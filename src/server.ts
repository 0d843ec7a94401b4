import { createDemoUser } from './accounts/demo-user.js';
import { type App, createApp } from './app.js';
import { type Config, ConfigError, loadConfig } from './config/config.js';
import { VERSION } from './config/version.js';
import { DatabaseError } from './database/database-error.js';
import { RedisError } from './database/redis.js';
import { createLogger } from './observability/logger.js';
import { collectStartUp } from './runtime.js';
import { findUnusableKeys } from './tokens/key-files.js';
import { KeyError } from './core/keys/key-error.js';

/** Requests that are still running after this time are cut off, and the process ends with 1. */
const CLOSE_MS = 9_500;

/** Reads the configuration and serves until SIGTERM or SIGINT. Ends the process with 1 if it cannot start. */
export async function serve(): Promise<void> {
  try {
    const config = loadConfig(undefined, findUnusableKeys);
    let isStarting = true;
    // In development the addresses are the first thing on the screen, unless LOG_LEVEL asks for more.
    const logger = await createLogger(config, () => isStarting && config.logLevel === 'info');
    const app = await createApp(config, { logger });
    if (!config.production && config.database.kind === 'embedded')
      await createDemoUser(app.users, app.orm.em.fork());
    if (config.production) collectStartUp();
    // Before it listens: a signal without a handler ends the process at once.
    stopOnSignal(app, config.shutdownDelaySeconds, () => {
      if (config.production) logger.info('Stopped');
      else process.stdout.write('\n  Stopped.\n');
    });
    const address = await app.listen();
    if (!config.production) await greet(config, app, address.replace('127.0.0.1', 'localhost'));
    isStarting = false;
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}

/** Prints where things are, and who can sign in. */
async function greet(config: Config, app: App, address: string): Promise<void> {
  const simulated = config.twoFactor.provider === 'simulator';
  const lines = [
    ...(config.hostedPages ? [['Pages', `${address}/`]] : []),
    ['GraphQL', `${address}/graphql${config.graphiql ? '     GraphiQL in a browser' : ''}`],
    ...(simulated
      ? [['Messages', `${address}/simulator   the codes and mails that would go to people`]]
      : []),
    ...(await signInLine(app)),
  ];
  process.stdout.write(
    `\n  graphql-two-factor-auth ${VERSION}, in development. Ctrl+C stops it.\n\n${lines.map(([name = '', text]) => `  ${name.padEnd(10)} ${text}`).join('\n')}\n\n`,
  );
}

/** The demo user, or the command that makes a user; nothing if there are other users. */
async function signInLine(app: App): Promise<string[][]> {
  const demoUser = await app.findDemoUser();
  if (demoUser) return [['Demo user', `${demoUser.username} / ${demoUser.password}`]];
  if (!(await app.users.isEmpty(app.orm.em.fork()))) return [];
  return [['No user', 'npm run cli -- user create ada --staff   makes one']];
}

/**
 * A balancer still sends requests until it sees that the server is not ready, so the server serves for the delay and
 * closes after it. A second signal ends the process at once.
 */
function stopOnSignal(app: App, delaySeconds: number, onStopped: () => void): void {
  const close = () => {
    setTimeout(() => process.exit(1), CLOSE_MS).unref();
    void app.close().then(
      () => {
        onStopped();
        process.exit(0);
      },
      () => process.exit(1),
    );
  };
  const stop = () => {
    for (const signal of SIGNALS) process.off(signal, stop);
    app.leave();
    if (delaySeconds === 0) close();
    else setTimeout(close, delaySeconds * 1000);
  };
  for (const signal of SIGNALS) process.on(signal, stop);
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

const CONFIGURATION_ERRORS = [ConfigError, DatabaseError, KeyError, RedisError];

/** One line for what an operator can fix. Every other error keeps its stack. */
function explain(error: unknown): string {
  if (CONFIGURATION_ERRORS.some((kind) => error instanceof kind)) return (error as Error).message;
  const { code, port, syscall } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use. Stop the process that listens there, or set PORT to another one.`;
  if (code === 'EACCES') return `Port ${port} may not be used by this account. Set PORT to one above 1023.`;
  if (syscall === 'listen' || syscall === 'getaddrinfo')
    return `HOST cannot be listened on (${code}). Set it to an address of this machine, such as 127.0.0.1 or 0.0.0.0.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
