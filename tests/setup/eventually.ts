const PATIENCE_MS = 120_000;
const PAUSE_MS = 100;

/** What a check gives, tried again and again until it throws nothing. @throws what the last one threw, after two minutes */
export async function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  for (const until = Date.now() + PATIENCE_MS; ;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((next) => setTimeout(next, PAUSE_MS));
    }
  }
}
