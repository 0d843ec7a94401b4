import {
  type CreationOptions,
  type RequestOptions,
  SoftwareAuthenticator,
} from '../tests/setup/factors/software-authenticator.js';
import { succeed } from './load/operations.js';
import type { Result } from './report/result.js';
import { type Cost, costOf, line } from './statement-counter.js';

/** Of one step, with any factor. */
const MAX_STATEMENTS = 6;

/** What passkeys ask of the database: a new one, the second step, a step-up, and a sign-in without a password. */
export async function countPasskeys(
  graphql: string,
  user: Readonly<Record<string, string>>,
): Promise<Result[]> {
  const authenticator = new SoftwareAuthenticator(new URL(graphql).origin.replace('127.0.0.1', 'localhost'));
  const { access: first } = await succeed(graphql, 'obtain-token', user);
  let setup: Record<string, unknown> = {};
  const started = await costOf(async () => void (setup = await succeed(graphql, 'start-passkey', {}, first)));
  const { enrollment, options } = setup;
  const response = authenticator.create(options as CreationOptions);
  const confirmed = await costOf(() => succeed(graphql, 'confirm-passkey', { enrollment, response }, first));

  /** Requests a passkey, and sends its response. */
  async function sign(challenge?: string, access?: string) {
    let request: Record<string, unknown> = {};
    const requested = await costOf(async () => {
      request = await succeed(graphql, 'request-passkey', { challenge }, access);
    });
    const response = authenticator.get(request['options'] as RequestOptions);
    const values = { challenge: request['challenge'], response };
    let opened: Record<string, string> = {};
    const verified = await costOf(async () => {
      opened = await succeed(graphql, 'verify-passkey', values, access);
    });
    return { requested, verified, access: opened['access'] };
  }

  const { challenge } = await succeed(graphql, 'obtain-token', user);
  const second = await sign(challenge);
  const stepUp = await succeed(graphql, 'request-step-up', {}, second.access);
  const stepped = await sign(stepUp['challenge'], second.access);
  const alone = await sign();
  return [
    line('A new passkey, the start', started),
    line('… the passkey is stored, all sessions end', confirmed),
    ...bounded('Login with a passkey as the second factor', second),
    ...bounded('Step-up with a passkey', stepped),
    ...bounded('Login with a passkey alone', alone),
  ];
}

function bounded(what: string, { requested, verified }: { requested: Cost; verified: Cost }): Result[] {
  return [boundedLine(`${what}, the request`, requested), boundedLine('… its response', verified)];
}

function boundedLine(what: string, cost: Cost): Result {
  const isMet = cost.hashes === 0 && cost.statements > 0 && cost.statements <= MAX_STATEMENTS;
  return line(what, cost, `no hash, at most ${MAX_STATEMENTS} statements`, isMet);
}
