import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { systemClock as clock } from '../ports/clock.ts';
import { systemRandom as random } from '../ports/random.ts';
import { systemShell as shell } from '../ports/shell.ts';
import { derivedValues, openWorkspace, type WorkspaceOptions } from './workspace.ts';

const home = mkdtempSync(join(tmpdir(), 'k77-workspace-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Put together at run time, so that no scanner takes this file for a leak. */
const body = '9fJ3kLmNoPqRsTuVwXyZ45aB';
const webhookSecret = `${'whsec'}_${body}`;
const apiKey = `${'sk'}_test_${body}`;

function place(files: Record<string, string> = {}) {
  const root = mkdtempSync(join(home, 'root-'));
  const put = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(files)) put(path, text);
  const open = (more: Partial<WorkspaceOptions> = {}) =>
    openWorkspace({ root, environment: 'production', clock, random, shell, env: () => undefined, ...more });
  return {
    root,
    put,
    open,
    text: (path: string) => readFileSync(join(root, path), 'utf8'),
    mode: (path: string) => statSync(join(root, path)).mode & 0o777,
    there: (path: string) => existsSync(join(root, path)),
  };
}

/** Every path below a folder with a hash of what it holds, its mode and when it changed. */
function picture(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return (readdirSync(folder, { recursive: true }) as string[]).sort().map((path) => {
    const { mode, mtimeMs, isDirectory } = { ...statSync(join(folder, path)), isDirectory: statSync(join(folder, path)).isDirectory() };
    return `${path} ${mode} ${mtimeMs} ${
      isDirectory
        ? ''
        : createHash('sha256')
            .update(readFileSync(join(folder, path)))
            .digest('hex')
    }`;
  });
}

describe('a workspace that is only read', () => {
  test('changes nothing on disk: not in a folder that is missing, empty or in need of repair', async () => {
    const torn = {
      '.k77/production/journal.ndjson': '{"half',
      '.k77/credentials': 'STRIPE_SECRET_KEY=x\n',
      '.env.production.api': 'MINE=1\n',
      'k77.json': '{ "project": "A" }',
    };
    for (const { root, open, mode } of [place(), place(torn)]) {
      if (existsSync(join(root, '.k77'))) chmodSync(join(root, '.k77/credentials'), 0o644);
      const before = picture(root);
      const workspace = await open();
      workspace.values();
      workspace.recall('a');
      workspace.pinned('stripe');
      workspace.confirmations();
      workspace.journal.entries();
      await workspace.envFiles();
      await workspace.history(new AbortController().signal);
      await workspace.frontend('dashboard');
      await workspace.close();
      expect(picture(root)).toEqual(before);
      if (before.length > 0) {
        expect(workspace.notices.join('\n')).toMatch(/credentials could be read by others[\s\S]*was torn/);
        expect(mode('.k77/credentials')).toBe(0o644);
      }
    }
    const missing = join(home, 'never');
    await (await place().open({ root: missing })).envFiles();
    expect(existsSync(missing)).toBe(false);
  });

  test('knows what follows from the environment alone', async () => {
    const { open } = place();
    expect((await open({ environment: 'sandbox' })).values()).toEqual({ ENVIRONMENT: 'rehearsal', STRIPE_ENABLED: 'true' });
    expect([derivedValues('production').ENVIRONMENT, derivedValues('staging').ENVIRONMENT]).toEqual(['production', 'staging']);
  });
});

describe('answers and credentials', () => {
  test('come back from disk as text and as secrets, each from its own file', async () => {
    const { open, text, mode } = place();
    const first = await open({ schemaUrl: 'https://example.com/k77.schema.json' });
    await Promise.all([first.answer('project', 'My Bot'), first.answer('STRIPE_SECRET_KEY', apiKey), first.answer('monthlyPrice', '9.99')]);
    const values = (await open()).values();
    expect([values.project, values.monthlyPrice, values.STRIPE_SECRET_KEY?.reveal()]).toEqual(['My Bot', '9.99', apiKey]);
    expect(text('k77.json')).not.toContain(apiKey);
    expect(text('k77.json')).toContain('"$schema": "https://example.com/k77.schema.json"');
    expect(mode('.k77/credentials')).toBe(0o600);
    expect(mode('.k77')).toBe(0o700);
    await first.answer('STRIPE_SECRET_KEY', undefined);
    expect(text('.k77/credentials')).not.toContain(apiKey);
    expect((await open()).values().STRIPE_SECRET_KEY).toBeUndefined();
  });

  test('of the environment win over the file, and are redacted like any other', async () => {
    const { open } = place({ '.k77/credentials': 'STRIPE_SECRET_KEY=from_the_file\n' });
    const workspace = await open({ env: (name) => (name === 'STRIPE_SECRET_KEY' ? apiKey : undefined) });
    expect(workspace.values().STRIPE_SECRET_KEY?.reveal()).toBe(apiKey);
    expect(workspace.redactor.redact(`${apiKey} from_the_file`)).toBe('‹STRIPE_SECRET_KEY› ‹STRIPE_SECRET_KEY›');
  });

  test('a file that others may read is said and made 0600 by the first write, keeping its lines', async () => {
    const { root, open, text, mode } = place({ '.k77/credentials': '# mine\nSTRIPE_SECRET_KEY=abc\nK77_FINGERPRINT_KEY=0123456789\n' });
    chmodSync(join(root, '.k77/credentials'), 0o644);
    const workspace = await open();
    expect(workspace.notices).toEqual([
      '.k77/credentials could be read by others on this machine (mode 0644); the next write makes it 0600.',
    ]);
    await workspace.answer('project', 'A');
    expect(mode('.k77/credentials')).toBe(0o600);
    expect(text('.k77/credentials')).toBe('# mine\nSTRIPE_SECRET_KEY=abc\nK77_FINGERPRINT_KEY=0123456789\n');
    expect((await open()).notices).toEqual([]);
  });

  test('accounts are pinned, and the journal knows', async () => {
    const { open } = place();
    const workspace = await open();
    await workspace.pin('stripe', { account: 'acct_1', mode: 'test' });
    const again = await open();
    expect(again.pinned('stripe')).toEqual({ account: 'acct_1', mode: 'test' });
    expect(again.journal.entries()).toMatchObject([{ kind: 'account-pinned', account: 'acct_1' }]);
  });
});

describe('what tasks give', () => {
  test('reaches the env files of its services, 0600, each under a line that says what it is, and the journal as a fingerprint', async () => {
    const { open, text, mode } = place({ '.env.production.api': '# mine\nPORT=3001\n' });
    const workspace = await open();
    await workspace.keep('stripe.webhook', 'STRIPE_WEBHOOK_SECRET', webhookSecret);
    await workspace.keep('stripe.prices', 'STRIPE_PRICE_PREMIUM_MONTHLY', 'price_1');
    await workspace.remember('stripe.webhook');
    expect(text('.env.production.api')).toBe(
      `# mine\nPORT=3001\n# Signing secret of the webhook endpoint; Stripe shows it once\nSTRIPE_WEBHOOK_SECRET=${webhookSecret}\n# Id of the monthly price\nSTRIPE_PRICE_PREMIUM_MONTHLY=price_1\n`,
    );
    expect(text('.env.production.worker')).toContain('STRIPE_PRICE_PREMIUM_MONTHLY=price_1');
    expect([mode('.env.production.api'), mode('.k77/production/values.json')]).toEqual([0o600, 0o600]);
    for (const path of ['.k77/production/values.json', '.k77/production/journal.ndjson']) expect(text(path)).not.toContain(webhookSecret);

    const again = await open();
    const kept = again.values().STRIPE_WEBHOOK_SECRET;
    expect(kept?.reveal()).toBe(webhookSecret);
    expect(again.recall('stripe.webhook')?.fingerprints).toEqual({ STRIPE_WEBHOOK_SECRET: kept && again.fingerprint(kept) });
    expect(again.fingerprintOf('STRIPE_WEBHOOK_SECRET')).toBe(kept && again.fingerprint(kept));
    expect(again.recall('stripe.prices')).toBeUndefined();
    expect(again.journal.entries().map((entry) => entry.kind)).toEqual(['value-kept', 'value-kept']);
  });

  test('survives a crash at any write as the old value or the new one, with the fingerprint that fits', async () => {
    const seen = new Set<string>();
    for (let dieAt = 1; dieAt <= 8; dieAt += 1) {
      const { root, open } = place();
      const before = await open();
      await before.keep('stripe.webhook', 'STRIPE_WEBHOOK_SECRET', 'whsec_old_old_old');
      await before.remember('stripe.webhook');
      await before.close();
      // A process of its own that dies by SIGKILL in its n-th rename, before or after it is done.
      const script = `
        import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
        const rename = fs.rename; let left = ${Math.ceil(dieAt / 2)};
        fs.rename = (from, to, done) => { left -= 1; if (left > 0) return rename(from, to, done); ${dieAt % 2 ? '' : 'fs.renameSync(from, to);'} process.kill(process.pid, 'SIGKILL'); };
        syncBuiltinESMExports();
        const at = (path) => import(${JSON.stringify(`${import.meta.dirname}/`)} + path);
        const [{ openWorkspace }, { systemClock: clock }, { systemRandom: random }, { systemShell: shell }] =
          await Promise.all(['workspace.ts', '../ports/clock.ts', '../ports/random.ts', '../ports/shell.ts'].map(at));
        const workspace = await openWorkspace({ root: ${JSON.stringify(root)}, environment: 'production', clock, random, shell });
        await workspace.keep('stripe.webhook', 'STRIPE_WEBHOOK_SECRET', 'whsec_new_new_new');
        console.log('whole');`;
      const end = await shell.run(process.execPath, ['--input-type=module', '-e', script]);
      const after = await open();
      const kept = after.values().STRIPE_WEBHOOK_SECRET;
      expect(['whsec_old_old_old', 'whsec_new_new_new']).toContain(kept?.reveal());
      expect(after.fingerprintOf('STRIPE_WEBHOOK_SECRET'), `died at ${dieAt}`).toBe(kept && after.fingerprint(kept));
      seen.add(`${end.code} ${kept?.reveal()}`);
      // The next write leaves no temporary file, which would hold the secret, behind.
      await after.writeEnvFiles();
      expect((readdirSync(root, { recursive: true }) as string[]).filter((path) => /\.\d{5,}$/.test(path))).toEqual([]);
    }
    expect([...seen].sort()).toEqual(['0 whsec_new_new_new', '137 whsec_new_new_new', '137 whsec_old_old_old']);
  }, 20_000);

  test('env files say what is missing, what differs, and writing mends it', async () => {
    const { root, open, put } = place({ 'k77.json': '{ "STRIPE_PUBLISHABLE_KEY": "pk_test_1" }' });
    const workspace = await open();
    await workspace.keep('stripe.prices', 'STRIPE_PRICE_PREMIUM_MONTHLY', 'price_1');
    put('.env.production.api', 'STRIPE_PRICE_PREMIUM_MONTHLY=price_other\nMINE=1\n');
    chmodSync(join(root, '.env.production.api'), 0o644);
    const look = async () => (await workspace.envFiles()).find(({ service }) => service === 'api');
    expect(await look()).toMatchObject({ exists: true, mode: 0o644, different: ['STRIPE_PRICE_PREMIUM_MONTHLY'] });
    expect((await look())?.missing).toContain('STRIPE_PUBLISHABLE_KEY');
    await workspace.writeEnvFiles();
    expect(await look()).toMatchObject({ mode: 0o600, different: [] });
    expect((await look())?.missing).not.toContain('STRIPE_PUBLISHABLE_KEY');
    const before = picture(root);
    await workspace.writeEnvFiles();
    expect(picture(root)).toEqual(before);
  });

  test('a Stripe secret under a name that the browser receives is refused', async () => {
    const { open, text } = place({ '.env.production.dashboard': `NEXT_PUBLIC_STRIPE_KEY=${'sk'}_live_${body}\n` });
    const workspace = await open();
    const refused = await workspace.writeEnvFiles().catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'OperatorError', what: expect.stringContaining('NEXT_PUBLIC_STRIPE_KEY holds a Stripe secret') });
    expect(String(refused)).not.toContain('sk_live_9fJ');
    expect(text('.env.production.dashboard')).not.toContain('ENVIRONMENT');
  });
});

describe('git', () => {
  const git = (root: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args], {
      cwd: root,
      stdio: 'pipe',
    });

  test('ignores every secret before it is written', async () => {
    const { root, open, text } = place({ '.gitignore': 'dist/\n.env*' });
    git(root, 'init', '--quiet');
    const workspace = await open();
    await workspace.answer('STRIPE_SECRET_KEY', apiKey);
    await workspace.keep('a', 'JWT_SECRET', 'x'.repeat(43));
    expect(text('.gitignore')).toBe(
      'dist/\n.env*\n\n# k77: secrets and state stay on this machine\n!.env.example\n.k77/*\n!.k77/base/\nnode_modules/\n',
    );
    git(root, 'add', '.');
    expect(execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })).toBe('.gitignore\n');
    await (await open()).answer('project', 'A');
    expect(text('.gitignore').match(/k77:/g)).toHaveLength(1);
  });

  test('that tracks an env file stops the secret, with the way out', async () => {
    const { root, open, text, put } = place({ '.env.production.api': 'MINE=1\n' });
    git(root, 'init', '--quiet');
    git(root, 'add', '.env.production.api');
    await expect((await open()).keep('a', 'JWT_SECRET', 'x'.repeat(43))).rejects.toMatchObject({
      name: 'OperatorError',
      what: expect.stringContaining('.env.production.api is tracked by git'),
      fix: expect.stringContaining('git rm --cached .env.production.api'),
    });
    expect(text('.env.production.api')).toBe('MINE=1\n');
    git(root, 'rm', '--cached', '--quiet', '.env.production.api');
    await (await open()).keep('a', 'JWT_SECRET', 'x'.repeat(43));
    expect(text('.env.production.api')).toContain('JWT_SECRET');
    put('.gitignore', `${text('.gitignore')}!.env.production.worker\n`);
    await expect((await open()).writeEnvFiles()).rejects.toMatchObject({
      what: expect.stringContaining('git would add .env.production.worker'),
    });
  });
});

describe('snapshots, evidence and confirmations', () => {
  test('a snapshot keeps the files as they were, once per run, and only the last twenty runs', async () => {
    const { open, text, mode, there, root } = place({
      'k77.json': '{ "project": "A" }',
      '.env.production.api': 'JWT_SECRET=old_old_old\n',
    });
    const workspace = await open();
    const first = await workspace.snapshot('run-00');
    await workspace.keep('a', 'JWT_SECRET', 'new_new_new');
    expect(await workspace.snapshot('run-00')).toBe(first);
    expect(text(`${first}/.env.production.api`)).toBe('JWT_SECRET=old_old_old\n');
    expect(mode(`${first}/.env.production.api`)).toBe(0o600);
    expect(text(`${first}/k77.json`)).toBe('{ "project": "A" }');
    for (let run = 1; run <= 20; run += 1) await workspace.snapshot(`run-${String(run).padStart(2, '0')}`);
    expect(there(first)).toBe(false);
    expect(readdirSync(join(root, '.k77/production/snapshots'))).toHaveLength(20);
    expect(text('.k77/production/snapshots/run-20/.env.production.api')).toContain('new_new_new');
  });

  test('evidence is redacted, private, and stays in its folder', async () => {
    const { open, text, mode } = place();
    const workspace = await open();
    await workspace.answer('STRIPE_SECRET_KEY', apiKey);
    const path = await workspace.record('evidence', 'stripe/account.json', `{"key":"${apiKey}"}`);
    expect(path).toBe('.k77/production/evidence/stripe/account.json');
    expect([text(path), mode(path)]).toEqual(['{"key":"‹STRIPE_SECRET_KEY›"}', 0o600]);
    await expect(workspace.record('reports', '../../../../out', 'x')).rejects.toThrow('leads out of');
  });

  test('confirmations come back, and the journal knows who', async () => {
    const { open } = place();
    const confirmation = { state: 'attested', by: 'Ada', at: '2026-11-23', until: '2026-12-23', note: 'seen' } as const;
    await (await open()).confirm('stripe.alerts', confirmation);
    const again = await open();
    expect(again.confirmations()).toEqual({ 'stripe.alerts': confirmation });
    expect(again.journal.entries()).toMatchObject([{ kind: 'attested', check: 'stripe.alerts', by: 'Ada' }]);
  });
});

describe('a damaged file', () => {
  test('values.json is told with its place and how to go on', async () => {
    const { open } = place({ '.k77/production/values.json': '{ "values": ' });
    await expect(open()).rejects.toMatchObject({
      name: 'OperatorError',
      what: expect.stringContaining('values.json:1:13'),
      fix: expect.stringContaining('mv '),
    });
  });
});
