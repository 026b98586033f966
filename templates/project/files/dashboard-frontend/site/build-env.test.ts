import { readEnv } from '@k77/config';
import { expect, test } from 'vitest';
import { buildEnv } from './build-env.ts';

test('a build on one’s own machine needs no variable', () => {
  expect(readEnv('dashboard', buildEnv({}, 'crown.example'))).toMatchObject({
    ENVIRONMENT: 'development',
    NEXT_PUBLIC_API_URL: 'https://api.crown.example',
  });
});

test('what is set there counts', () => {
  expect(buildEnv({ NEXT_PUBLIC_API_URL: 'http://127.0.0.1:8000' }, 'crown.example').NEXT_PUBLIC_API_URL).toBe('http://127.0.0.1:8000');
});

test.each([{ ENVIRONMENT: 'production' }, { VERCEL: '1' }])('a build for people lacks nothing, or names what it lacks: %o', (source) => {
  expect(() => readEnv('dashboard', buildEnv(source, 'crown.example'))).toThrow(/NEXT_PUBLIC_API_URL is missing/);
});

test('a secret in a public variable stops the build', () => {
  const leaked = { NEXT_PUBLIC_GA_ID: `whsec_${'123456789012'}` };
  expect(() => readEnv('dashboard', buildEnv(leaked, 'crown.example'))).toThrow(/NEXT_PUBLIC_GA_ID holds a secret/);
});
