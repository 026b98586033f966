import { defineConfig } from 'vitest/config';

/** The suites that take minutes and spend most of them waiting: the kill test, the packed package, the probes beside other instruments. Two at a time. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: { include: ['src/**/*.slow.test.ts'], testTimeout: 900_000, hookTimeout: 300_000, pool: 'forks', maxWorkers: 2 },
});
