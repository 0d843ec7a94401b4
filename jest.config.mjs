/**
 * Node itself loads the tests and, built, the server: see tests/runner. A worker for each core; each test file starts
 * its own server on its own database.
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
  maxWorkers: '100%',
};
