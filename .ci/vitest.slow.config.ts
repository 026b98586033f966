import { defineConfig } from 'vitest/config';
import { longestFirst } from './longest-first.ts';
import { reporters, retry } from './second-attempt.ts';

/** The suites that take minutes and spend much of them waiting: the kill test, the generated project's own tests, the probes beside other instruments. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['src/**/*.slow.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 300_000,
    pool: 'forks',
    maxWorkers: 3,
    retry,
    reporters,
    sequence: { sequencer: longestFirst(['kill.slow', 'template.slow', 'tls/agreement.slow', 'host-laws.slow', 'webhooks.slow']) },
  },
});
