import { describe, expect, test } from 'vitest';
import { hostCommit, versionOf } from './host-commit.ts';
import { readEnv } from './read-env.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const short = '0123456789ab';

describe('the commit that runs', () => {
  test.each([
    ['Railway', { RAILWAY_GIT_COMMIT_SHA: commit }],
    ['Render', { RENDER_GIT_COMMIT: commit }],
    ['Heroku', { HEROKU_BUILD_COMMIT: commit }],
    ['Heroku before', { HEROKU_SLUG_COMMIT: commit }],
    ['Fly.io', { FLY_IMAGE_REF: `registry.fly.io/shop-images-abcdef:${commit}` }],
    ['Fly.io with a digest', { FLY_IMAGE_REF: `registry.fly.io/shop-images-abcdef:${commit}@sha256:${'e'.repeat(64)}` }],
    ['DigitalOcean', { COMMIT_HASH: commit }],
    ['Vercel', { VERCEL_GIT_COMMIT_SHA: commit }],
    ['Netlify', { COMMIT_REF: commit }],
  ])('is what %s says, its first twelve digits', (_host, source) => {
    expect(hostCommit(source)).toBe(short);
  });

  test.each([
    {},
    { COMMIT_REF: 'main' },
    { COMMIT_HASH: ['$', '{_self.COMMIT_HASH}'].join('') },
    { FLY_IMAGE_REF: 'registry.fly.io/shop:deployment-01H9RK9EYO9PGNBYAKGXSHV0PH' },
    { FLY_IMAGE_REF: `registry.fly.io/shop@sha256:${'e'.repeat(64)}` },
    { RENDER_GIT_COMMIT: '' },
  ])('is not guessed from %o', (source) => {
    expect(hostCommit(source)).toBeUndefined();
  });

  test('gives way to VERSION, unless that is empty', () => {
    expect(versionOf({ VERSION: '4.1', RENDER_GIT_COMMIT: commit })).toBe('4.1');
    expect(versionOf({ VERSION: ' ', RENDER_GIT_COMMIT: commit })).toBe(short);
  });

  test('is the version that a service reads from its environment', () => {
    const source = {
      ENVIRONMENT: 'development',
      NEXT_PUBLIC_ENVIRONMENT: 'development',
      NEXT_PUBLIC_API_URL: 'http://127.0.0.1:8000',
      NEXT_PUBLIC_DASHBOARD_URL: 'http://127.0.0.1:3000',
      NEXT_PUBLIC_DISCORD_CLIENT_ID: '0'.repeat(18),
      NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY: 'pk_test_nobody',
    };
    expect(readEnv('dashboard', source).VERSION).toBe('0.0.0');
    expect(readEnv('dashboard', { ...source, VERCEL_GIT_COMMIT_SHA: commit }).VERSION).toBe(short);
    expect(readEnv('dashboard', { ...source, VERCEL_GIT_COMMIT_SHA: commit, VERSION: '4.1' }).VERSION).toBe('4.1');
  });
});
