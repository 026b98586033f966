import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests read the packages' sources, so that a change is tested without a build. The testkit is delivered built. */
const source = fileURLToPath(new URL('packages/$1/src/index.ts', import.meta.url));
const part = fileURLToPath(new URL('packages/$1/src/$2.ts', import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@k77\/(config|core|data|legal|payments|queue|observability)$/, replacement: source },
      { find: /^@k77\/(config|core|legal|observability)\/(.+)$/, replacement: part },
    ],
  },
  test: {
    include: ['{packages/*,bot,worker,dashboard}/src/**/*.test.ts', 'dashboard-frontend/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/.next/**'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // No test reaches a vendor; what the operator's shell exports must not change that.
    env: { ENVIRONMENT: 'test', NO_PROXY: '127.0.0.1,localhost', SENTRY_DSN: '', LOG_WEBHOOK_URL: '' },
  },
});
