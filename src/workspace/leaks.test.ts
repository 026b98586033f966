import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Redactor, Secret } from '../core/secret.ts';
import { openGit } from '../ports/git.ts';
import { systemShell } from '../ports/shell.ts';
import { scanFrontend, scanHistory, scanText } from './leaks.ts';

const home = mkdtempSync(join(tmpdir(), 'k77-leaks-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Put together at run time, so that no scanner takes this file for a leak. */
const body = 'hT4kQz9LmWv2XcR7bNp5JyD8sFg3';
const secrets: Record<string, string> = {
  'stripe-webhook-secret': `STRIPE_WEBHOOK_SECRET=${'whsec'}_${body}`,
  'stripe-key': `const key = "${'sk'}_live_${body}"`,
  'stripe-key ': `key: ${'rk'}_test_${body}`,
  'discord-token': `DISCORD_TOKEN=${Buffer.from('1123456789012345678').toString('base64').replace(/=+$/, '')}.GaBcDe.${body}`,
  'discord-webhook': `curl https://discord.com/api/webhooks/112345678901234567/${body}${body}${body}`,
  'discord-client-secret': `"DISCORD_CLIENT_SECRET": "${body}a1b2"`,
  'redis-url': `REDIS_URL=rediss://default:${body}@eu1-merry-cat-1234.upstash.io:6379`,
  'mongodb-url': `mongodb+srv://bot:${body}@cluster0.ab1cd.mongodb.net/k77`,
  'sentry-token': `SENTRY_AUTH_TOKEN=${'sntrys'}_${body}${body}`,
  'sentry-token ': `token = ${'sntryu'}_${'3f9a'.repeat(8)}${'b17c'.repeat(8)}`,
  'cloudflare-token': `CLOUDFLARE_API_TOKEN=${body}aBcD12eFgH34`,
  'cloudflare-global-key': `CF_API_KEY='${'9f1c7'.repeat(7)}a3'`,
  'railway-token': `${'RAILWAY'}_TOKEN: 8f14e45f-ceea-467f-a0e6-7c3c5b1f2a34`,
  'private-key': `-----BEGIN ${'PRIVATE'} KEY-----\nMC4CAQAwBQYDK2VwBCIEI${body}${body}\n`,
  'named-secret': `JWT_SECRET=${body}`,
  github: `token: ${'ghp'}_16C7e42F292c6912E7710c838347Ae178B4a`,
};

describe('a text', () => {
  test.each(Object.entries(secrets))('with a %s gives it away, but not what it is', async (rule, line) => {
    const leaks = await scanText('a.ts', `// first\n${line}\n`);
    expect(leaks.map(({ rule, line }) => ({ rule, line }))).toEqual([
      { rule: rule.trim(), line: rule === 'private-key' ? expect.any(Number) : 2 },
    ]);
    expect(JSON.stringify(leaks)).not.toMatch(new RegExp(`${body}|467f|3f9a|9f1c7|16C7e`));
  });

  test.each([
    'STRIPE_SECRET_KEY=sk_live_YOUR_SECRET_KEY_GOES_HERE',
    'key: sk_test_xxxxxxxxxxxxxxxxxxxxxxxx',
    'STRIPE_WEBHOOK_SECRET=whsec_0000000000000000000000000000',
    'mongodb+srv://user:password@cluster0.abcde.mongodb.net/',
    'MONGODB_URI=mongodb+srv://bot:<password>@cluster0.abcde.mongodb.net/',
    'mongodb://root:hT4kQz9LmWv2@localhost:27017',
    'redis://:hT4kQz9LmWv2@redis:6379',
    'RAILWAY_TOKEN=',
    'JWT_SECRET=process.env.JWT_SECRET',
    'JWT_SECRET=change-me-to-something-long-and-random-1',
    'const token = `$' + '{a}.$' + '{b}.$' + '{c}`',
    'import { version } from "https://example.com/some.module.name-of-a-certain-length-here.js"',
    'id: 8f14e45f-ceea-467f-a0e6-7c3c5b1f2a34',
  ])('%s is no leak', async (line) => {
    expect(await scanText('.env.example', line)).toEqual([]);
  });

  test('with a secret of this workspace is found whatever the secret looks like', async () => {
    const known = new Redactor();
    known.learn(new Secret('SESSION_SECRET', 'plain words only'));
    expect(await scanText('a.md', 'one\nthe plain words only\n', known)).toMatchObject([{ rule: 'known-secret', line: 2 }]);
    // Angle brackets around it make an example of other things, not of this.
    expect(await scanText('a.html', '<!-- plain words only -->', known)).toMatchObject([{ rule: 'known-secret', line: 1 }]);
    expect(await scanText('a.md', 'one\nthe plain words only\n')).toEqual([]);
  });
});

describe('the history', () => {
  test('gives away a key that was committed once and removed long ago, and says which commit', async () => {
    const root = mkdtempSync(join(home, 'repo-'));
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args], {
        cwd: root,
        encoding: 'utf8',
      });
    git('init', '--quiet');
    writeFileSync(join(root, '.env'), `A=1\n${secrets['stripe-webhook-secret']}\n`);
    writeFileSync(join(root, 'a.ts'), 'export const a = 1;\n');
    git('add', '.');
    git('commit', '--quiet', '-m', 'one');
    const first = git('rev-parse', 'HEAD').trim();
    git('rm', '--quiet', '.env');
    git('commit', '--quiet', '-m', 'two');
    expect(await scanHistory(openGit(root, systemShell))).toEqual({
      scanned: 2,
      found: [{ rule: 'stripe-webhook-secret', path: '.env', line: 2, commit: first }],
    });
  });

  test('of a folder without a repository cannot be looked at', async () => {
    expect(await scanHistory(openGit(mkdtempSync(join(home, 'plain-')), systemShell))).toBeUndefined();
  });

  test('stops when it is told to', async () => {
    const root = mkdtempSync(join(home, 'repo-'));
    execFileSync('git', ['init', '--quiet'], { cwd: root });
    writeFileSync(join(root, 'a'), 'x');
    execFileSync('git', ['add', '.'], { cwd: root });
    await expect(scanHistory(openGit(root, systemShell), AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});

describe('a frontend', () => {
  const root = mkdtempSync(join(home, 'frontend-'));
  const put = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  put('clean/app/page.tsx', 'export const key = process.env.NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY;');
  put('clean/.env.local', `${secrets['stripe-webhook-secret']}\n`);
  put('clean/node_modules/x/index.js', `${secrets['stripe-key']}`);
  put('leaky/app/page.tsx', `const a = process.env.NEXT_PUBLIC_STRIPE_SECRET_KEY;\n${secrets['stripe-key']};`);
  put('leaky/.env.local', `\nNEXT_PUBLIC_KEY=${'sk'}_live_${body}\n`);

  test('that keeps its secrets on the server has no leak', async () => {
    expect(await scanFrontend(root, 'clean')).toEqual({ scanned: 2, found: [] });
  });

  test('that publishes a secret, or a name that would, has', async () => {
    const { found } = (await scanFrontend(root, 'leaky')) ?? { found: [] };
    expect(found.map(({ rule, path, line }) => `${rule} ${path}:${line}`).sort()).toEqual([
      'next-public-secret leaky/app/page.tsx:1',
      'stripe-key leaky/.env.local:2',
      'stripe-key leaky/app/page.tsx:2',
    ]);
  });

  test('that is not there cannot be looked at', async () => {
    expect(await scanFrontend(root, 'none')).toBeUndefined();
  });
});
