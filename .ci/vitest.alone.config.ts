import { defineConfig } from 'vitest/config';
import { reporters, retry } from './second-attempt.ts';

/** The suites that measure: nothing else may run beside them. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: { include: ['src/**/*.alone.test.ts'], testTimeout: 900_000, hookTimeout: 300_000, pool: 'forks', maxWorkers: 1, retry, reporters },
});
