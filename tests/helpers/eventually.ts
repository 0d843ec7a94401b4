const PATIENCE_MS = 10_000;
const PAUSE_MS = 100;

/** Checks again and again until nothing is thrown. @throws what the last check threw, after ten seconds */
export async function eventually(check: () => unknown): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; ;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((next) => setTimeout(next, PAUSE_MS));
    }
  }
}
