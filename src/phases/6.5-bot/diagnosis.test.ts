/** What is told of a deployment that did not come up, from logs as vendors and the template write them. */
import { describe, expect, test } from 'vitest';
import type { LogLine } from '../../core/host.ts';
import type { Service } from '../../core/keys.ts';
import { diagnosis, type Failed, textOf } from './diagnosis.ts';

const lines = (...texts: string[]): LogLine[] => texts.map((text) => ({ at: '2026-11-22T00:00:00Z', text }));
const host: Failed['host'] = {
  title: 'Railway',
  accessSteps: (repository) => [`add ${repository}`],
  pages: {
    access: 'https://github.com/apps/railway-app',
    service: () => 'https://railway.com/service',
    billing: 'https://railway.com/usage',
  },
};
function told(over: Partial<Failed>) {
  return diagnosis({
    service: 'bot' as Service,
    host,
    status: 'failed',
    says: 'FAILED',
    build: [],
    run: [],
    repository: 'ann/shop',
    ...over,
  });
}
const pino = (msg: string, err?: string): string =>
  JSON.stringify({ level: 60, msg, ...(err ? { err: { type: 'Error', message: err } } : {}) });

describe('the guide’s four causes', () => {
  test('a missing variable, as the template says it: all of them by name', () => {
    const found = told({
      run: lines('The bot cannot start:', '  DISCORD_TOKEN is missing', '  REDIS_URL is no rediss:// or redis:// address'),
    });
    expect(found.what).toContain('DISCORD_TOKEN is missing; REDIS_URL is no rediss://');
    expect(found.fix).toContain('k77 deploy --only bot.variables');
  });

  test('a missing variable, as a bot in Python says it', () => {
    expect(told({ run: lines('Traceback (most recent call last):', "KeyError: 'DISCORD_TOKEN'") }).what).toContain(
      'DISCORD_TOKEN is missing',
    );
    expect(told({ run: lines('Error: DISCORD_TOKEN not found') }).what).toContain('DISCORD_TOKEN is missing');
  });

  test('a module that is not there', () => {
    const found = told({ run: lines("Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'zod' imported from /app/bot/dist/main.js") });
    expect(found.what).toContain('the module zod is not there');
    expect(found.fix).toContain('npm install zod');
    expect(told({ run: lines("ModuleNotFoundError: No module named 'discord'") }).fix).toContain('requirements.txt');
    expect(told({ run: lines("Error: Cannot find module '/app/bot/dist/main.js'") }).fix).toContain('npm run build');
  });

  test('MongoDB that lets nobody in, and one that refuses the password', () => {
    const found = told({
      run: lines(pino('the API cannot start', 'MongoServerSelectionError: connection <monitor> to 1.2.3.4:27017 closed')),
    });
    expect(found.what).toContain('access list of Atlas');
    expect(found.fix).toContain('databaseAccess=0.0.0.0/0');
    expect(told({ run: lines(pino('cannot start', 'MongoServerError: bad auth : authentication failed')) }).what).toContain(
      'user and password',
    );
  });

  test('Redis that refuses', () => {
    const found = told({
      run: lines(pino('Redis does not answer: look at REDIS_URL (rediss:// for Upstash) and whether the database is there')),
    });
    expect(found.what).toContain('rediss://');
    expect(told({ run: lines('ReplyError: WRONGPASS invalid username-password pair') }).what).toContain('Redis refuses');
    expect(told({ run: lines('ReplyError: ERR max requests limit exceeded. Limit: 500000') }).what).toContain('no more commands');
  });
});

describe('what else stops a deployment', () => {
  test.each<[string, Partial<Failed>, string]>([
    ['a repository that the host cannot read', { build: lines('User does not have access to the repo') }, 'cannot read ann/shop'],
    ['a clone that fails', { build: lines('fatal: Could not read from remote repository.') }, 'cannot read ann/shop'],
    ['a commit that was not pushed', { build: lines('fatal: reference is not a tree: abc') }, 'the commit is not in ann/shop'],
    ['a folder that is not there', { build: lines('Root Directory "dashboard-frontend" does not exist.') }, 'no folder dashboard-frontend'],
    ['TypeScript', { build: lines("src/main.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.") }, 'error TS2322'],
    ['Next.js', { build: lines('Failed to compile.') }, 'Failed to compile'],
    [
      'a lock file that does not fit',
      {
        build: lines(
          'npm error code EUSAGE',
          'npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync',
        ),
      },
      'do not agree',
    ],
    [
      'a registry that fails',
      { build: lines('npm error code ENOTFOUND', 'npm error network request to https://registry.npmjs.org/zod failed') },
      'packages were not installed',
    ],
    [
      'memory',
      { status: 'crashed', run: lines('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory') },
      'memory was not enough',
    ],
    [
      'a token that Discord refuses',
      { run: lines(pino('Discord refuses the token: DISCORD_TOKEN is wrong or was reset.')) },
      'Discord refuses the token',
    ],
    ['intents', { run: lines('Error: Used disallowed intents') }, 'privileged intents'],
    ['a port that is never opened', { run: lines('==> No open ports detected, continuing to scan...') }, 'does not listen on the port'],
    ['a health path that does not answer', { run: lines(pino('bot starts')), build: lines('Healthcheck failed!') }, 'health path'],
    ['a rate limit', { build: lines('Rate limit exceeded, try again later') }, 'takes no more for now'],
  ])('%s', (_name, over, what) => {
    const found = told(over);
    expect(found.what).toContain(what);
    expect(found.fix.length).toBeGreaterThan(20);
  });

  test('a crash loop is called one, with its cause', () => {
    const found = told({ status: 'crashed', run: lines('The bot cannot start:', '  MONGODB_URI is missing') });
    expect(found.what).toMatch(/^the bot crashed at Railway again and again.*MONGODB_URI is missing/);
  });

  test('a cause that k77 does not know is not made up: the host’s word and the end of the log', () => {
    const found = told({ run: lines('TypeError: undefined is not a function', '    at main (main.js:1:1)') });
    expect(found.what).toContain('Railway says FAILED, and its log names no cause that k77 knows');
    expect(found.detail).toEqual(['TypeError: undefined is not a function']);
  });
});

describe('the end of the log', () => {
  test('is short, and shows no password of an address', () => {
    const many = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    const found = told({ run: lines(...many, 'cannot open mongodb+srv://ann:s3cret@c.example.net') });
    expect(found.detail).toHaveLength(8);
    expect(found.detail.join()).not.toContain('s3cret');
    expect(found.detail.at(-1)).toContain('mongodb+srv://ann:…@c.example.net');
  });

  test('a line of JSON is told by its message and its error', () => {
    expect(textOf(pino('the API cannot start', 'boom'))).toBe('the API cannot start: boom');
    expect(textOf('{"broken')).toBe('{"broken');
    expect(textOf('\u001b[31mred\u001b[39m  ')).toBe('red');
  });
});
