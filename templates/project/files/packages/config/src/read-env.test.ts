import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { EnvError, exitConfig, readEnv } from './read-env.ts';

const id = '123456789012345678';
const common = {
  ENVIRONMENT: 'production',
  MONGODB_URI: 'mongodb+srv://bot:fake%40word@cluster0.abcde.mongodb.net/app?retryWrites=true',
  MONGODB_DATABASE: 'app',
  REDIS_URL: 'rediss://default:fake-word@cache.upstash.io:6379',
  REDIS_QUEUE_URL: 'rediss://default:another-fake@queue.upstash.io:6379',
  DISCORD_TOKEN: 'token-of-the-bot',
  DISCORD_CLIENT_ID: id,
  DASHBOARD_URL: 'https://kingdom77.test',
};
const stripe = {
  STRIPE_SECRET_KEY: 'rk_live_abc',
  STRIPE_PRICE_PREMIUM_MONTHLY: 'price_1',
  STRIPE_PRICE_PREMIUM_YEARLY: 'price_2',
};
const api = {
  ...common,
  ...stripe,
  STRIPE_PUBLISHABLE_KEY: 'pk_live_abc',
  STRIPE_WEBHOOK_SECRET: 'whsec_new, whsec_old',
  DISCORD_CLIENT_SECRET: 'client-secret',
  DISCORD_REDIRECT_URI: 'https://api.kingdom77.test/api/auth/callback',
  API_URL: 'https://api.kingdom77.test',
  CORS_ORIGINS: 'https://kingdom77.test,https://www.kingdom77.test',
  JWT_SECRET: 'j'.repeat(32),
  SESSION_SECRET: 's'.repeat(32),
};

function problems(service: 'bot' | 'worker' | 'api' | 'dashboard', source: Record<string, string | undefined>): readonly string[] {
  try {
    readEnv(service, source);
  } catch (error) {
    if (error instanceof EnvError) return error.problems.map(({ name }) => name);
    throw error;
  }
  return [];
}

describe('what each process needs', () => {
  test('complete environments are accepted, with lists, numbers and defaults read', () => {
    expect(readEnv('bot', { ...common, SHARD_LIST: '0-2,5', OWNER_IDS: `${id}, ${id}` })).toMatchObject({
      SHARD_LIST: [0, 1, 2, 5],
      OWNER_IDS: [id, id],
      PORT: 8000,
      LOG_LEVEL: 'info',
      RATE_LIMIT_ADMIN: 1000,
      DISCORD_API_BASE: 'https://discord.com/api',
    });
    const { DISCORD_CLIENT_ID: _, ...worker } = common;
    expect(readEnv('worker', { ...worker, ...stripe, SUPPORT_GUILD_ID: id })).toMatchObject({ CACHE_TTL: 300, SUPPORT_GUILD_ID: id });
    const read = readEnv('api', { ...api, STRIPE_ENABLED: 'false', TRUST_PROXY: '10.0.0.0/8, 127.0.0.1' });
    expect(read.STRIPE_ENABLED).toBe(false);
    expect(read.STRIPE_WEBHOOK_SECRETS).toEqual(['whsec_new', 'whsec_old']);
    expect(read.CORS_ORIGINS).toEqual(['https://kingdom77.test', 'https://www.kingdom77.test']);
    expect(read.TRUST_PROXY).toEqual(['10.0.0.0/8', '127.0.0.1']);
  });

  test('everything that is missing is named at once', () => {
    const needed = ['ENVIRONMENT', 'MONGODB_URI', 'MONGODB_DATABASE', 'REDIS_URL', 'REDIS_QUEUE_URL', 'DASHBOARD_URL'];
    expect(problems('bot', {})).toEqual(expect.arrayContaining([...needed, 'DISCORD_TOKEN']));
    expect(problems('api', {})).not.toContain('DISCORD_TOKEN');
    expect(problems('api', {})).toEqual(
      expect.arrayContaining([...needed, 'JWT_SECRET', 'STRIPE_WEBHOOK_SECRET', 'DISCORD_CLIENT_SECRET']),
    );
  });

  test('an empty value is a missing one', () => {
    expect(problems('bot', { ...common, MONGODB_URI: '  ' })).toEqual(['MONGODB_URI']);
  });

  test('no message holds a value', () => {
    const values = { ...api, STRIPE_SECRET_KEY: 'sk_test_topsecret', MONGODB_URI: 'mongodb://u:to#psecret@h/db', JWT_SECRET: 'topsecret' };
    expect(() => readEnv('api', values)).toThrow(/STRIPE_SECRET_KEY[\s\S]*JWT_SECRET/);
    expect(() => readEnv('api', values)).not.toThrow(/topsecret|to#psecret/);
  });
});

describe('rules between values', () => {
  const cases: [string, Record<string, string>, string][] = [
    ['two bot tokens that differ', { DISCORD_BOT_TOKEN: 'another' }, 'DISCORD_BOT_TOKEN'],
    ['a comment in a value', { CACHE_TTL: '300  # 5 minutes' }, 'CACHE_TTL'],
    ['a raw password in the Mongo address', { MONGODB_URI: 'mongodb+srv://bot:aB3$xR9!mK2@pL7#@h.mongodb.net/db' }, 'MONGODB_URI'],
    ['a raw password in the Redis address', { REDIS_URL: 'rediss://default:fake#b@cache.upstash.io:6379' }, 'REDIS_URL'],
    ['a Redis host that the address does not name', { REDIS_HOST: 'elsewhere.upstash.io' }, 'REDIS_HOST'],
    ['a Redis password that the address does not hold', { REDIS_PASSWORD: 'another' }, 'REDIS_PASSWORD'],
    ['a Redis switch for TLS that disagrees', { REDIS_SSL: 'false' }, 'REDIS_SSL'],
    ['a REST address of another database', { UPSTASH_REDIS_REST_URL: 'https://elsewhere.upstash.io' }, 'UPSTASH_REDIS_REST_URL'],
    ["another address for Discord's API", { DISCORD_API_BASE: 'http://127.0.0.1:9/api' }, 'DISCORD_API_BASE'],
    ['a dashboard without HTTPS', { DASHBOARD_URL: 'http://kingdom77.test' }, 'DASHBOARD_URL'],
    ['logs that go to a stranger', { LOG_WEBHOOK_URL: 'https://discord.com.evil.test/api/webhooks/1/x' }, 'LOG_WEBHOOK_URL'],
  ];
  test.each(cases)('%s is refused', (_title, change, name) => {
    expect(problems('bot', { ...common, ...change })).toEqual([name]);
  });

  test('the second name of the bot token is as good as the first', () => {
    const { DISCORD_TOKEN: token, ...others } = common;
    expect(readEnv('bot', { ...others, DISCORD_BOT_TOKEN: token }).DISCORD_TOKEN).toBe(token);
    expect(problems('bot', { ...common, DISCORD_BOT_TOKEN: common.DISCORD_TOKEN })).toEqual([]);
  });

  test('the parts of the Redis address may stand beside it when they agree', () => {
    const parts = { REDIS_HOST: 'cache.upstash.io', REDIS_PORT: '6379', REDIS_PASSWORD: 'fake-word', REDIS_DB: '0', REDIS_SSL: 'true' };
    expect(problems('bot', { ...common, ...parts, UPSTASH_REDIS_REST_URL: 'https://cache.upstash.io' })).toEqual([]);
  });

  test("Stripe's keys have the mode of the environment", () => {
    expect(problems('api', { ...api, STRIPE_SECRET_KEY: 'sk_test_abc' })).toEqual(['STRIPE_SECRET_KEY']);
    expect(problems('api', { ...api, ENVIRONMENT: 'staging' })).toEqual(['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY']);
    const test = { STRIPE_SECRET_KEY: 'sk_test_abc', STRIPE_PUBLISHABLE_KEY: 'pk_test_abc' };
    expect(problems('api', { ...api, ...test, ENVIRONMENT: 'rehearsal' })).toEqual([]);
  });

  test('a rehearsal may lead to vendors on this machine, and nowhere else', () => {
    const rehearsal = { ...common, ENVIRONMENT: 'rehearsal' };
    expect(problems('bot', { ...rehearsal, DISCORD_API_BASE: 'http://127.0.0.1:4000/api' })).toEqual([]);
    expect(problems('bot', { ...rehearsal, DISCORD_API_BASE: 'https://evil.test/api' })).toEqual(['DISCORD_API_BASE']);
  });

  test('what browsers can read holds no secret', () => {
    const dashboard = {
      ENVIRONMENT: 'production',
      NEXT_PUBLIC_ENVIRONMENT: 'production',
      NEXT_PUBLIC_API_URL: 'https://api.kingdom77.test',
      NEXT_PUBLIC_DASHBOARD_URL: 'https://kingdom77.test',
      NEXT_PUBLIC_DISCORD_CLIENT_ID: id,
      NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY: 'pk_live_abc',
    };
    expect(problems('dashboard', dashboard)).toEqual([]);
    expect(problems('dashboard', { ...dashboard, NEXT_PUBLIC_ANYTHING: 'whsec_oops' })).toEqual(['NEXT_PUBLIC_ANYTHING']);
    expect(problems('dashboard', { ...dashboard, NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY: 'sk_live_oops' })).toEqual([
      'NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY',
    ]);
    expect(problems('dashboard', { ...dashboard, NEXT_PUBLIC_ENVIRONMENT: 'staging' })).toEqual(['NEXT_PUBLIC_ENVIRONMENT']);
  });

  test('a secret without its neighbours is refused, and what is missing is named; they stand without it', () => {
    const worker = { ...common, ...stripe };
    expect(problems('worker', { ...worker, GA_API_SECRET: 'twenty-two-characters-' })).toEqual(['GA_MEASUREMENT_ID']);
    expect(problems('worker', { ...worker, GA_MEASUREMENT_ID: 'G-1' })).toEqual([]);
    expect(problems('worker', { ...worker, GA_MEASUREMENT_ID: 'G-1', GA_API_SECRET: 'twenty-two-characters-' })).toEqual([]);
  });

  test('several Mongo hosts are one address', () => {
    expect(problems('bot', { ...common, MONGODB_URI: 'mongodb://u:p@a.test:27017,b.test:27017/app?authSource=admin&appName=x@y' })).toEqual(
      [],
    );
  });
});

test('a process that cannot start says the names and ends with 78', async () => {
  const program = `import { loadEnv } from ${JSON.stringify(new URL('./read-env.ts', import.meta.url).href)}; loadEnv('bot', { MONGODB_DATABASE: 'app' });`;
  const child = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  expect(child.status).toBe(exitConfig);
  expect(child.stderr).toContain('MONGODB_URI is missing');
  expect(child.stderr).not.toContain('MONGODB_DATABASE');
});
