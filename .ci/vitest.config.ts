import { defineConfig } from 'vitest/config';

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
    hookTimeout: 60_000,
    pool: 'forks',
    // More than there are cores: most of what they do is wait for processes and sockets.
    maxWorkers: 3,
  },
});
