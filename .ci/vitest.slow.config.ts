import { defineConfig } from 'vitest/config';

/** The suites that take minutes: the kill test, the packed package, the wizard in a pty. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: { include: ['src/**/*.slow.test.ts'], testTimeout: 900_000, hookTimeout: 300_000, pool: 'forks', maxWorkers: 1 },
});
