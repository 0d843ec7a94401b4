import { availableParallelism } from 'node:os';

/**
 * Node itself loads the tests and, built, the server: see tests/runner. Each test file starts its own server on its own
 * database. More workers than cores: while the tests of one wait, another one works.
 */
export default {
  roots: ['<rootDir>/tests'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: '<rootDir>/tests/runner/environment.mjs',
  testRunner: '<rootDir>/tests/runner/runner.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  globalSetup: '<rootDir>/tests/setup/global-setup.mjs',
  globalTeardown: '<rootDir>/tests/setup/global-teardown.mjs',
  // Ends what hangs. No test is expected to be quick: the machine may be slow, or busy.
  testTimeout: 180_000,
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
};
