import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

/** What Jest replaces in the process of a test file, and what tests may leave behind. */
const OF_PROCESS = ['exit', 'getBuiltinModule'];

/**
 * Test files run in the process itself and share its globals, not in a vm context of their own: see `runner.mjs`.
 * What one file, or Jest on its behalf, changes there is put back for the next.
 */
export default class NativeEnvironment {
  global = globalThis;
  fakeTimers = null;
  #before = { ...process.env };
  #console = globalThis.console;
  #ofProcess = OF_PROCESS.map((name) => [name, process[name]]);

  constructor({ projectConfig }) {
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  getVmContext() {
    return null;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  async setup() {
    // Jest gives builtin modules of its vm here, and stack traces that it maps itself. Node does both.
    process.getBuiltinModule = Object.fromEntries(this.#ofProcess).getBuiltinModule;
    delete Error.prepareStackTrace;
  }

  async teardown() {
    this.fakeTimersModern.dispose();
    globalThis.console = this.#console;
    Object.assign(process, Object.fromEntries(this.#ofProcess));
    for (const name of Object.keys(process.env))
      if (!(name in this.#before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, this.#before);
  }
}
