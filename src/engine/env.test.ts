import { describe, expect, test } from 'vitest';
import type { EnvFileSeen } from '../core/check.ts';
import { Secret } from '../core/secret.ts';
import { compare, listing, problemsInFiles, problemsInText } from './env.ts';

const api: EnvFileSeen = {
  service: 'api',
  path: '.env.production.api',
  exists: true,
  mode: 0o600,
  ignored: true,
  missing: [],
  different: [],
};
const secret = (text: string) => new Secret('STRIPE_SECRET_KEY', text);

describe('the listing of a service', () => {
  const known = { JWT_SECRET: secret('a'), SESSION_SECRET: secret('b'), ENVIRONMENT: 'production' };
  const states = (file: EnvFileSeen) => Object.fromEntries(listing([file], known)[0]?.keys.map(({ key, state }) => [key, state]) ?? []);

  test('tells kept, missing, different and waiting keys apart', () => {
    const seen = states({ ...api, missing: ['SESSION_SECRET', 'STRIPE_WEBHOOK_SECRET'], different: ['ENVIRONMENT'] });
    expect(seen).toMatchObject({ JWT_SECRET: 'kept', SESSION_SECRET: 'missing', ENVIRONMENT: 'different', STRIPE_WEBHOOK_SECRET: 'waits' });
  });

  test('calls everything known missing while the file does not exist', () => {
    expect(states({ ...api, exists: false, missing: [] })).toMatchObject({ JWT_SECRET: 'missing', STRIPE_WEBHOOK_SECRET: 'waits' });
  });

  test('holds no value', () => {
    expect(JSON.stringify(listing([api], { JWT_SECRET: secret('very-secret-text') }))).not.toContain('very-secret-text');
  });
});

test('two environments are compared by name and equality; a shared secret is not expected, a shared fact is', () => {
  const here = { JWT_SECRET: secret('same'), SESSION_SECRET: secret('mine'), STRIPE_ENABLED: 'true' };
  const there = {
    JWT_SECRET: secret('same'),
    SESSION_SECRET: secret('yours'),
    STRIPE_ENABLED: 'true',
    STRIPE_PRICE_PREMIUM_YEARLY: 'price_1',
  };
  const rows = compare(here, there, (key) => key !== 'SESSION_SECRET');
  const row = (key: string) => rows.find((one) => one.key === key);
  expect(row('JWT_SECRET')).toEqual({ key: 'JWT_SECRET', is: 'same', expected: false });
  expect(row('SESSION_SECRET')).toMatchObject({ is: 'different', expected: true });
  expect(row('STRIPE_ENABLED')).toMatchObject({ is: 'same', expected: true });
  expect(row('STRIPE_PRICE_PREMIUM_YEARLY')).toMatchObject({ is: 'only there', expected: true });
});

describe('problems in an env file', () => {
  const what = (text: string) => problemsInText('.env', text).map((problem) => `${problem.line} ${problem.what}`);

  test('are comments behind a value, not quoted hashes or hashes inside a word', () => {
    expect(what('A=1 # one\nB="1 # one"\nC=a#b\n# D=1 # x\n')).toEqual([expect.stringMatching(/^1 A has a comment/)]);
  });

  test('are secrets that browsers would receive', () => {
    expect(what('NEXT_PUBLIC_KEY=sk_live_abc\nNEXT_PUBLIC_STRIPE=pk_live_abc\nNEXT_PUBLIC_DB=mongodb://a:b@c\n')).toEqual([
      expect.stringMatching(/^1 NEXT_PUBLIC_KEY holds a secret/),
      expect.stringMatching(/^3 NEXT_PUBLIC_DB holds a secret/),
    ]);
  });
});

describe('problems of the files', () => {
  test('there are none in good ones', () => {
    expect(problemsInFiles([api], { STRIPE_SECRET_KEY: secret('sk_live_1'), STRIPE_PUBLISHABLE_KEY: 'pk_live_1' }, 'live')).toEqual([]);
  });

  test('are open modes, files that git does not ignore, missing and foreign values, and keys of the wrong mode', () => {
    const file: EnvFileSeen = {
      ...api,
      mode: 0o644,
      ignored: false,
      missing: ['JWT_SECRET', 'STRIPE_WEBHOOK_SECRET'],
      different: ['SESSION_SECRET'],
    };
    const known = { JWT_SECRET: secret('a'), STRIPE_SECRET_KEY: secret('rk_test_1'), STRIPE_PUBLISHABLE_KEY: 'pk_live_1' };
    expect(problemsInFiles([file], known, 'live').map(({ path, what }) => `${path} ${what}`)).toEqual([
      '.env.production.api others can read it (mode 0644)',
      '.env.production.api git does not ignore it',
      '.env.production.api SESSION_SECRET is not the value that is kept',
      '.env.production.api it lacks JWT_SECRET',
      'STRIPE_SECRET_KEY it is a test-mode key where live mode is wanted',
    ]);
  });
});
