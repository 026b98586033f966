import { defineConfig } from 'vitest/config';
import { longestFirst } from './longest-first.ts';
import { reporters, retry } from './second-attempt.ts';

const longest = [
  'src/laws.test',
  'checks/broken-hosting',
  'proof/trouble',
  'proof/move.test',
  'hosting/runner.test',
  'proof/leaks',
  'cli/cli.test',
  'checks/broken-worlds',
  'cli/wizard',
  'sandbox/client',
  'proof/registrars',
  'proof/domain-trouble',
  'cli/adopt.test',
  'same-path',
  'mongod.test',
  'move-cut-off',
];

/** `npm test`: everything beside the source, except what takes minutes (`.ci/vitest.slow.config.ts`) or measures (`.ci/vitest.alone.config.ts`). */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['src/**/*.test.ts', 'checks/**/*.test.ts'],
    exclude: [
      '**/*.slow.test.ts',
      '**/*.alone.test.ts',
      '**/*.web.test.ts',
      '**/node_modules/**',
      'dist/**',
      'shop/**',
      'templates/project/**',
    ],
    testTimeout: 30_000,
    hookTimeout: 180_000,
    pool: 'forks',
    // More than there are cores: most of what they do is wait for processes and sockets.
    maxWorkers: 4,
    // Files share the modules of their worker: loading the emulators anew for each of them took a tenth of the time. No test may leave anything behind.
    isolate: false,
    retry,
    reporters,
    sequence: { sequencer: longestFirst(longest) },
  },
});
