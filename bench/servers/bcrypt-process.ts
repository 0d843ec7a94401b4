import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface BareBcrypt {
  /** Comparisons a second, over so long. */
  perSecond(ms: number): Promise<number>;
  stop(): void;
}

/** bcrypt alone, in a process of its own. */
export async function startBareBcrypt(cost: number, threads: number): Promise<BareBcrypt> {
  const child = fork(join(import.meta.dirname, 'bare-bcrypt.ts'), {
    env: { BCRYPT_COST: String(cost), THREADS: String(threads), UV_THREADPOOL_SIZE: String(threads) },
  });
  const next = async () => (await once(child, 'message'))[0] as unknown;
  await next();
  return {
    perSecond: async (ms) => {
      const reply = next();
      child.send(ms);
      return Number(await reply);
    },
    stop: () => {
      child.kill();
    },
  };
}
