import { defineConfig } from 'vitest/config';
import { reporters, retry } from './second-attempt.ts';

/** The generated dashboard in a real browser: needs Chromium and the instruments of .ci/tools, and the machine for itself. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: { include: ['src/**/*.web.test.ts'], testTimeout: 300_000, hookTimeout: 400_000, pool: 'forks', maxWorkers: 1, retry, reporters },
});
