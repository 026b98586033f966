/** What bad input and bad weather get: a clear error that ends in its remedy, the right exit code, and nothing lost. */
import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Ran, runNode, type Shop } from './command.ts';
import { inventory } from './inventory.ts';

/** What hosts do is played in `hosted.test.ts` and `hosting.alone.test.ts`. */
const early = ['6.1'];
let shop: Shop;
/** A workspace that is deployed and proved. */
let proved: string;

beforeAll(async () => {
  shop = await openShop();
  expect(await shop.k77(['deploy', ...early, '--sandbox', '--yes'])).toMatchObject({ code: 0 });
  proved = await mkdtemp(join(tmpdir(), 'k77-proved-'));
  await cp(shop.root, proved, { recursive: true });
}, 60_000);
afterAll(async () => {
  await shop.close();
  await rm(proved, { recursive: true, force: true });
});

const put = (path: string, text: string): Promise<void> => writeFile(join(shop.root, path), text);
const get = (path: string): Promise<string> => readFile(join(shop.root, path), 'utf8');
const deploy = (env: Record<string, string> = {}): Promise<Ran> => shop.k77(['deploy', ...early, '--sandbox', '--yes'], env);

/** Says what is wrong and what to do, without a stack. */
function tells(ran: Ran, code: number, ...parts: (string | RegExp)[]): void {
  const text = (ran.out + ran.err).replace(/\s+/g, ' ');
  for (const part of parts) expect(text).toMatch(part);
  expect(text).toMatch(/→|->/);
  expect(text).not.toMatch(/ at .*\.(ts|js):\d+/);
  expect(ran.code).toBe(code);
}

describe('answers and keys', () => {
  test('a malformed k77.json is named with place and reason', async () => {
    await put('k77.json', '{\n  "project": "Rook",\n  "monthlyPrice" 9.99\n}\n');
    tells(await deploy(), 1, 'k77.json', /3:\d+|line 3/);
    await put('k77.json', '{ "monthlyPrice": ["9.99"] }');
    tells(await deploy(), 1, 'k77.json', 'monthlyPrice');
    await rm(join(shop.root, 'k77.json'));
  });

  test('a publishable key where the secret key belongs', async () => {
    const minted = await (await shop.sandbox()).credentials();
    tells(await deploy({ STRIPE_SECRET_KEY: String(minted['stripe.publishableKey']) }), 4, 'publishable key', 'sk_test_');
  });

  test('a live key in the rehearsal and in staging', async () => {
    const minted = await (await shop.sandbox()).credentials();
    const live = String(minted['stripe.liveSecretKey']);
    const inSandbox = await deploy({ STRIPE_SECRET_KEY: live });
    tells(inSandbox, 4, 'live', 'test');
    tells(await shop.k77(['deploy', '--env', 'staging', '--yes'], { STRIPE_SECRET_KEY: live }), 4, 'live');
    expect(inSandbox.out + inSandbox.err).not.toContain(live);
  });

  test('a test key in production', async () => {
    const minted = await (await shop.sandbox()).credentials();
    tells(await shop.k77(['deploy', '--yes'], { STRIPE_SECRET_KEY: String(minted['stripe.secretKey']) }), 4, 'production takes live keys');
  });

  test('a key of another account stops before anything is written', async () => {
    const minted = await (await shop.sandbox()).credentials();
    const before = await (await shop.sandbox()).snapshot();
    tells(await deploy({ STRIPE_SECRET_KEY: String(minted['stripe.otherAccountSecretKey']) }), 6, 'pinned');
    expect(inventory(await (await shop.sandbox()).snapshot())).toEqual(inventory(before));
  });

  test('an expired token', async () => {
    const minted = await (await shop.sandbox()).credentials();
    tells(await deploy({ STRIPE_SECRET_KEY: String(minted['stripe.expiredKey']) }), 6, '401', 'apikeys');
  });
});

describe('weather', () => {
  test('a vendor that answers with a web page', async () => {
    const sandbox = await shop.sandbox();
    await sandbox.setFaults({ faults: [{ vendor: 'stripe', match: {}, do: 'html' }] });
    tells(await deploy(), 1, 'web page', 'proxy or an outage');
    await sandbox.clearFaults();
  });

  test('a vendor that is slow, refuses for a while and loses answers', { timeout: 60_000 }, async () => {
    const sandbox = await shop.sandbox();
    await sandbox.reset();
    await rm(join(shop.root, '.k77'), { recursive: true, force: true, maxRetries: 3 });
    await cp(join(proved, '.k77'), join(shop.root, '.k77'), { recursive: true });
    await sandbox.setFaults({
      latencyMs: 20,
      faults: [
        { vendor: 'stripe', match: { method: 'POST' }, do: '429', retryAfter: 1, times: 1 },
        { vendor: 'stripe', match: { path: 'prices', method: 'POST' }, do: 'reset-after-commit', times: 1 },
        { vendor: 'stripe', match: { method: 'GET' }, do: '500', times: 2 },
      ],
    });
    await rm(join(shop.root, '.k77/sandbox/credentials'));
    await rm(join(shop.root, '.k77/sandbox/answers.json'));
    const ran = await deploy();
    await sandbox.clearFaults();
    expect(ran).toMatchObject({ code: 0 });
    expect(await deploy()).toMatchObject({ code: 0 });
  });

  test('a clock that is off is told by the doctor, with what breaks', async () => {
    const sandbox = await shop.sandbox();
    await sandbox.setFaults({ clockSkewSeconds: 600 });
    const ran = await shop.k77(['doctor', '--sandbox']);
    await sandbox.clearFaults();
    expect((ran.out + ran.err).replace(/\s+/g, ' ')).toMatch(/clock.*(59\d s|60\d s|10 min)/i);
    expect(ran.code).toBe(6);
  });

  test('something changed in the dashboard is a pending change, and deploy mends it', async () => {
    const sandbox = await shop.sandbox();
    const endpoint = JSON.parse(await get('.k77/sandbox/values.json')) as { values: Record<string, string> };
    await sandbox.edit('stripe', 'switch-webhook', { id: String(endpoint.values.STRIPE_WEBHOOK_ENDPOINT), status: 'disabled' });
    const planned = await shop.k77(['plan', ...early, '--sandbox', '--json']);
    expect(planned.code).toBe(2);
    const { planned: tasks } = JSON.parse(planned.out) as { planned: { task: string; action: string; changes: { path: string }[] }[] };
    expect(tasks.filter((task) => task.changes.length > 0)).toMatchObject([
      { task: 'stripe.webhook', action: 'update', changes: [{ path: 'enabled' }] },
    ]);
    expect(await deploy()).toMatchObject({ code: 0 });
    expect((await shop.k77(['plan', ...early, '--sandbox', '--json'])).code).toBe(0);
  });
});

describe('the folder', () => {
  test('two deploys at once: the second one leaves with 5 and says who is at work', async () => {
    const runs = await Promise.all([deploy(), deploy(), deploy()]);
    const codes = runs.map((ran) => ran.code).sort();
    expect(codes).toContain(0);
    expect(codes.every((code) => code === 0 || code === 5)).toBe(true);
    for (const ran of runs.filter(({ code }) => code === 5)) tells(ran, 5, 'k77 deploy');
  });

  test('a torn last line of the journal is healed, a broken chain stops with the command that mends it', async () => {
    const journal = '.k77/sandbox/journal.ndjson';
    await put(journal, `${await get(journal)}{"seq":99,"at":"2026-`);
    expect(await deploy()).toMatchObject({ code: 0 });
    const lines = (await get(journal)).split('\n');
    await put(journal, lines.map((line, index) => (index === 2 ? line.replace(/"at":"20../, '"at":"1999') : line)).join('\n'));
    tells(await deploy(), 1, 'journal', 'k77 doctor --repair-journal');
    expect(await shop.k77(['doctor', '--repair-journal', '--sandbox'])).toMatchObject({ code: expect.any(Number) });
    expect(await deploy()).toMatchObject({ code: 0 });
  });

  test('an env file that somebody changed is put right, and lines that are not k77’s are kept', async () => {
    const path = '.env.sandbox.api';
    await put(path, (await get(path)).replace(/^STRIPE_PRICE_PREMIUM_MONTHLY=.*$/m, 'STRIPE_PRICE_PREMIUM_MONTHLY=price_wrong\nMINE=1'));
    expect((await shop.k77(['plan', ...early, '--sandbox', '--json'])).code).toBe(2);
    expect(await deploy()).toMatchObject({ code: 0 });
    expect(await get(path)).toMatch(/^MINE=1$/m);
    expect(await get(path)).not.toContain('price_wrong');
  });

  test('an env file that git tracks receives no secret', async () => {
    const repo = await openShop();
    const git = (...words: string[]) =>
      spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.test', ...words], { cwd: repo.root });
    git('init', '-q');
    await writeFile(join(repo.root, '.env.sandbox.api'), 'MINE=1\n');
    git('add', '-f', '.env.sandbox.api');
    git('commit', '-qm', 'oops');
    const ran = await repo.k77(['deploy', ...early, '--sandbox', '--yes']);
    expect(await readFile(join(repo.root, '.env.sandbox.api'), 'utf8')).not.toMatch(/whsec_|JWT_SECRET/);
    expect(ran.code).not.toBe(0);
    expect(ran.out + ran.err).toMatch(/git rm --cached/);
    await repo.close();
  });

  test.skipIf(process.getuid?.() !== 0)(
    'a full disk and a read-only folder lose nothing (needs root to mount; skipped otherwise)',
    { timeout: 60_000 },
    async () => {
      const small = await mkdtemp(join(tmpdir(), 'k77-small-'));
      if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=160k', 'tmpfs', small]).status !== 0) throw new Error('cannot mount a tmpfs here');
      const bin = join(import.meta.dirname, '..', '..', 'bin', 'k77.js');
      try {
        await mkdir(join(small, '.k77'), { mode: 0o700 });
        await cp(join(proved, '.k77/sandbox/values.json'), join(small, 'kept.json'));
        const minted = await (await shop.sandbox()).credentials();
        const { endpoints } = await (await shop.sandbox()).status();
        const env = {
          K77_ENDPOINT_STRIPE: String(endpoints.stripe),
          STRIPE_SECRET_KEY: String(minted['stripe.secretKey']),
          STRIPE_PUBLISHABLE_KEY: String(minted['stripe.publishableKey']),
          K77_PROJECT: 'Kingdom-77',
          K77_DOMAIN: 'kingdom77.com',
          K77_CURRENCY: 'usd',
          K77_MONTHLY_PRICE: '9.99',
          K77_YEARLY_PRICE: '99.99',
          K77_REFUND_FULL_DAYS: '7',
          K77_REFUND_PARTIAL_DAYS: '14',
          K77_REFUND_PARTIAL_PERCENT: '50',
          K77_TAX_COLLECTION: 'no',
        };
        const words = [bin, 'deploy', '6.1', '--env', 'staging', '--yes'];
        await writeFile(join(small, 'filler'), 'x'.repeat(110 * 1024));
        const full = await runNode(words, small, env);
        expect(full.out + full.err).toMatch(/full|no space/i);
        expect(full.code).not.toBe(0);
        await rm(join(small, 'filler'));
        spawnSync('mount', ['-o', 'remount,ro', small]);
        const frozen = await runNode(words, small, env);
        expect(frozen.out + frozen.err).toMatch(/read-only/i);
        expect(frozen.code).not.toBe(0);
      } finally {
        spawnSync('umount', ['-l', small]);
        await rm(small, { recursive: true, force: true });
      }
    },
  );

  test('a credentials file that others may read is closed again', async () => {
    await chmod(join(shop.root, '.k77/sandbox/credentials'), 0o644);
    const ran = await deploy();
    expect(ran.code).toBe(0);
    expect(ran.out + ran.err).toContain('credentials');
  });
});
