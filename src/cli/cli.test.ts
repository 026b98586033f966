/**
 * The built command line as a script meets it: exit codes, pipes, one JSON document, and nothing that waits for a keyboard.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exits } from '../core/errors.ts';
import { helpText } from './help.ts';

const root = join(import.meta.dirname, '..', '..');
const bin = join(root, 'bin', 'k77.js');
const shop = mkdtempSync(join(tmpdir(), 'k77-cli-'));
const bare = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(STRIPE_|K77_|npm_|FORCE_COLOR)/.test(name)));

/** Runs k77 with its input closed; a run that hangs is killed and fails. */
function k77(words: readonly string[], env: Record<string, string> = {}, cwd = shop) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...words], {
    cwd,
    encoding: 'utf8',
    env: { ...bare, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 30_000,
  });
  return { status, stdout, stderr };
}

beforeAll(() => {
  execFileSync(process.execPath, [join(root, '.ci', 'prepare.mjs')], { stdio: 'inherit' });
}, 120_000);

afterAll(() => {
  k77(['sandbox', 'stop']);
});

describe('starting', () => {
  test('--version and --help are answered from what the build wrote down', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(k77(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
    expect(k77(['--help'])).toEqual({ status: 0, stdout: helpText(100), stderr: '' });
  });

  test('a very old Node is told what to do and not shown a stack', () => {
    const old = `Object.defineProperty(process.versions, 'node', { value: '12.22.0' });`;
    const preload = join(shop, 'old.cjs');
    writeFileSync(preload, old);
    const { status, stderr } = spawnSync(process.execPath, ['--require', preload, bin, '--version'], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([exits.preflight, expect.stringContaining('k77 needs Node 22.22 or newer; this is 12.22.0')]);
  });

  test('native Windows is told to use WSL2', () => {
    const preload = join(shop, 'windows.cjs');
    writeFileSync(preload, `Object.defineProperty(process, 'platform', { value: 'win32' });`);
    const { status, stderr } = spawnSync(process.execPath, ['--require', preload, bin, 'plan'], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([exits.preflight, expect.stringContaining('WSL2')]);
  });

  test('the notices name every package in the bundle with its licence', () => {
    const text = readFileSync(join(root, 'dist', 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['stripe', 'commander', 'listr2', '@inquirer/input', 'undici', 'execa'])
      expect(text.match(new RegExp(`^${name} \\d.*\\(.+\\)$`, 'm')), name).not.toBeNull();
  });
});

describe('without a terminal', () => {
  test('deploy lists all missing answers at once and leaves with 4', () => {
    const { status, stderr } = k77(['deploy', '--dir', mkdtempSync(join(tmpdir(), 'k77-cli-'))]);
    expect(status).toBe(exits.inputNeeded);
    for (const way of ['--set project=…', '--set monthlyPrice=…', 'STRIPE_SECRET_KEY=…', 'K77_MONTHLY_PRICE', '--answers'])
      expect(stderr).toContain(way);
  });

  test('a key that the vendor refuses stops the run before anything is written', () => {
    const answers = join(shop, 'all.json');
    const text = { project: 'Rook', domain: 'rook.com', currency: 'usd', monthlyPrice: 9.99, yearlyPrice: 99.99, taxCollection: false };
    writeFileSync(
      answers,
      JSON.stringify({
        ...text,
        refundFullDays: 7,
        refundPartialDays: 14,
        refundPartialPercent: 50,
        STRIPE_PUBLISHABLE_KEY: 'pk_test_abcdefgh12345678',
      }),
    );
    const { status, stderr } = k77(['deploy', '6.1', '--sandbox', '--answers', answers], {
      STRIPE_SECRET_KEY: ['sk', 'test', 'abcdefgh12345678'].join('_'),
    });
    expect(status).toBe(exits.preflight);
    expect(stderr).toContain('Stripe answered 401');
  });

  test('an attestation without a name is refused, --yes or not', () => {
    expect(k77(['attest', 'stripe.alerts', '--yes', '--sandbox'])).toMatchObject({
      status: exits.inputNeeded,
      stderr: expect.stringContaining('--by <name> --note <text>'),
    });
  });

  test('an endpoint that is not on this machine is refused before anything is sent', () => {
    expect(k77(['plan'], { K77_ENDPOINT_STRIPE: 'https://evil.example' }).status).toBe(exits.preflight);
  });
});

/** What no service has to be built for; `src/proof/hosting.alone.test.ts` deploys everything. */
const early = ['6.1', '6.2'];

describe('a rehearsal with --yes', () => {
  test('proves itself, and the second time there is nothing to do', { timeout: 60_000 }, () => {
    const dir = mkdtempSync(join(tmpdir(), 'k77-cli-'));
    const first = k77(['deploy', ...early, '--sandbox', '--yes', '--dir', dir]);
    expect(first.stderr).not.toContain('✖');
    expect(first.status).toBe(exits.proven);
    for (const said of ['rehearsal of the production deployment', 'Gate 6.1', 'left open']) expect(first.stdout).toContain(said);
    const again = k77(['deploy', ...early, '--sandbox', '--yes', '--json', '--dir', dir]);
    const document = JSON.parse(again.stdout) as {
      exit: number;
      writes: number;
      phases: { tasks: { outcome: string }[]; gate: { passed: boolean } }[];
    };
    expect([again.status, document.exit, document.phases[0]?.gate.passed]).toEqual([0, 0, true]);
    expect(document.phases[0]?.tasks.filter((task) => ['created', 'updated', 'replaced'].includes(task.outcome))).toEqual([]);
    expect(JSON.parse(k77(['plan', ...early, '--sandbox', '--json', '--dir', dir]).stdout)).toMatchObject({
      environment: 'sandbox',
      root: dir,
      pending: 0,
    });
    const changed = k77(['deploy', ...early, '--sandbox', '--set', 'monthlyPrice=11.99', '--dir', dir]);
    expect(changed).toMatchObject({ status: exits.inputNeeded, stderr: expect.stringContaining('the plan needs a yes') });
    expect(k77(['plan', '--sandbox', '--dir', dir])).toMatchObject({
      status: exits.changesPending,
      stdout: expect.stringContaining('999 → 1199'),
    });
    const verified = k77(['verify', '--sandbox', '--json', '--dir', dir]);
    const { summary, checks, boxes, run, ...others } = JSON.parse(verified.stdout) as Record<string, unknown>;
    expect(Object.keys(summary as object).sort()).toEqual(['attested', 'fail', 'impossible', 'pass', 'unknown', 'waived']);
    expect([Array.isArray(checks), Array.isArray(boxes), run, others]).toEqual([true, true, expect.objectContaining({ id: 'v-0001' }), {}]);
    const report = /report: (\S+)/.exec(verified.stderr)?.[1] ?? '';
    expect(readFileSync(join(dir, report), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    k77(['sandbox', 'stop', '--dir', dir]);
  });

  test('--events prints one object per line', { timeout: 60_000 }, () => {
    const { status, stdout } = k77(['deploy', '--sandbox', '--yes', '--events', '--only', 'stripe.products']);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events).toEqual(expect.arrayContaining(['plan', 'phase', 'task', 'gate', 'document']));
    expect([exits.proven, exits.blocked]).toContain(status);
  });
});

test('a reader that leaves early is no error', () => {
  const { status } = spawnSync('bash', ['-c', `set -o pipefail; "${process.execPath}" "${bin}" guide | head -1 >/dev/null`], {
    encoding: 'utf8',
  });
  expect(status).toBe(0);
});

test('npx in a checkout means this checkout', () => {
  expect(existsSync(join(root, 'node_modules', '.bin', 'k77'))).toBe(true);
  const below = join(shop, 'below');
  mkdirSync(below);
  expect(execFileSync(join(root, 'node_modules', '.bin', 'k77'), ['--version'], { cwd: below, encoding: 'utf8' })).toMatch(
    /^\d+\.\d+\.\d+/,
  );
});
