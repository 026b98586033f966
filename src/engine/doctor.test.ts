import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Catalogue } from '../core/catalogue.ts';
import type { Doors } from '../core/doors.ts';
import { VendorError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import type { AnyVendor, Door, Identity, OpenDoor } from '../core/vendor.ts';
import { systemClock } from '../ports/clock.ts';
import { realNetwork } from '../ports/network.ts';
import { systemRandom } from '../ports/random.ts';
import { systemShell } from '../ports/shell.ts';
import { type OpenWorkspace, openWorkspace } from '../workspace/workspace.ts';
import { type Diagnosis, examineAccounts, examineClock, skew } from './doctor.ts';
import { examine, type Machine } from './doctor-machine.ts';
import type { Walk } from './walk.ts';

const open: OpenWorkspace[] = [];
afterEach(async () => {
  for (const workspace of open.splice(0)) await workspace.close();
});

const machine: Machine = { node: 'v24.21.0', platform: 'linux', terminal: true, width: 100 };
const phase = { number: '6.1', tasks: [] } as unknown as Catalogue['phases'][number];

/** Nothing here speaks another protocol than HTTP. */
const stores: Omit<OpenDoor, keyof Door> = { gate: (_command, send) => send(), share: (_name, open) => open(), network: realNetwork };

/** A walk in a folder of its own; `answer` is what every door gives. */
async function walkIn(prepare: (root: string) => Promise<void> = async () => {}, answer = new Response('{}')): Promise<Walk> {
  const root = await mkdtemp(join(tmpdir(), 'k77-doctor-'));
  await prepare(root);
  const workspace = await openWorkspace({
    root,
    environment: 'production',
    clock: systemClock,
    random: systemRandom,
    shell: systemShell,
    env: () => undefined,
  });
  open.push(workspace);
  const doors: Doors = {
    open: () => Object.assign(async () => answer.clone(), stores),
    forget() {},
    sent: () => ({ reads: 0, writes: 0, testData: 0 }),
    lastCall: () => 'GET /',
    thrown: () => undefined,
  };
  const catalogue: Catalogue = { phases: [phase], checks: [], scenarios: [], vendors: [] };
  const { signal } = new AbortController();
  return { catalogue, workspace, doors, ui: {} as Walk['ui'], shell: systemShell, clock: systemClock, random: systemRandom, signal };
}

function one(found: readonly Diagnosis[], id: string): Diagnosis | undefined {
  return found.find((diagnosis) => diagnosis.id === id);
}

describe('this machine', () => {
  test('works with a current Node, npm and git, and needs no Python without Python code', async () => {
    const found = await examine(await walkIn(), machine);
    expect([one(found, 'node')?.state, one(found, 'npm')?.state, one(found, 'git')?.state]).toEqual(['works', 'works', 'works']);
    expect(one(found, 'git')?.saw).toMatch(/git version \d/);
    expect(one(found, 'python')?.state).toBe('skipped');
    expect(one(found, 'terminal')).toMatchObject({ state: 'works', guide: ['pre#013'] });
  });

  test('is told what to install when Node is too old, and is refused on native Windows', async () => {
    const walk = await walkIn();
    expect(one(await examine(walk, { ...machine, node: 'v18.20.0' }), 'node')).toMatchObject({
      state: 'broken',
      fix: expect.stringContaining('nodejs.org'),
    });
    expect(one(await examine(walk, { ...machine, platform: 'win32' }), 'terminal')).toMatchObject({
      state: 'broken',
      fix: expect.stringContaining('WSL'),
    });
    expect(one(await examine(walk, { ...machine, terminal: false }), 'terminal')?.state).toBe('warns');
  });

  test('looks for Python where there is Python code', async () => {
    const walk = await walkIn((root) => writeFile(join(root, 'requirements.txt'), 'discord.py\n'));
    expect(one(await examine(walk, machine), 'python')?.state).not.toBe('skipped');
    const missing = { ...walk, shell: { run: async () => ({ code: 127, stdout: '', stderr: '' }) } };
    expect(one(await examine(missing, machine), 'python')).toMatchObject({ state: 'broken', saw: 'not installed' });
  });
});

describe('this folder', () => {
  test('is broken when others can read a file with secrets, and says which', async () => {
    const walk = await walkIn(async (root) => {
      await writeFile(join(root, '.env.production.api'), 'JWT_SECRET=x\n');
      await chmod(join(root, '.env.production.api'), 0o644);
    });
    expect(one(await examine(walk, machine), 'secret-files')).toMatchObject({ state: 'broken', fix: 'chmod 600 .env.production.api' });
    await chmod(join(walk.workspace.root, '.env.production.api'), 0o600);
    expect(one(await examine(walk, machine), 'secret-files')?.state).toBe('works');
  });

  test('without a repository is a warning, and a full disk is an error', async () => {
    const walk = await walkIn();
    expect(one(await examine(walk, machine), 'repository')?.state).toBe('warns');
    const df = 'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/x 100 99 1024 99% /\n';
    const full: Walk = { ...walk, shell: { run: async (program) => ({ code: 0, stdout: program === 'df' ? df : '', stderr: '' }) } };
    expect(one(await examine(full, machine), 'disk')).toMatchObject({ state: 'broken', saw: '1 MB' });
  });
});

describe('accounts', () => {
  const stripe = { id: 'stripe', title: 'Stripe', signUp: 'https://x', phase: '6.1', guide: ['pre#001'] } as const;
  const vendor = (whoami: () => Promise<Identity>, credentials: AnyVendor['credentials'] = []): AnyVendor =>
    ({
      id: 'stripe',
      title: 'Stripe',
      base: 'https://api.stripe.com',
      credentials,
      token: { page: 'https://keys', permissions: [] },
      connect: () => ({}),
      whoami,
      explain: () => undefined,
    }) as unknown as AnyVendor;

  test('of a phase that is built are missing without a key, and later ones are not', async () => {
    const walk = await walkIn();
    const needs = vendor(async () => ({ account: 'a', mode: 'live' }), ['STRIPE_SECRET_KEY']);
    expect(await examineAccounts(walk, [stripe], [needs])).toMatchObject([
      { state: 'missing', see: 'https://keys', fix: expect.stringContaining('STRIPE_SECRET_KEY') },
    ]);
    const namecheap = { ...stripe, id: 'namecheap', phase: '6.4', oneOf: 'registrar', unverified: true } as const;
    expect(await examineAccounts(walk, [namecheap], [])).toMatchObject([
      { state: 'later', saw: expect.stringMatching(/registrar, phase 6\.4 will use it \(unverified/) },
    ]);
  });

  test('that answer say whose they are, and those that refuse say what to do', async () => {
    const walk = await walkIn();
    expect(await examineAccounts(walk, [stripe], [vendor(async () => ({ account: 'acct_1', name: 'Shop', mode: 'live' }))])).toMatchObject([
      { state: 'works', saw: 'acct_1 · Shop · live mode' },
    ]);
    const refused = new VendorError({
      vendor: 'Stripe',
      call: 'GET /v1/account',
      status: 401,
      message: 'Expired API Key',
      advice: 'make a new one',
    });
    expect(await examineAccounts(walk, [stripe], [vendor(() => Promise.reject(refused))])).toMatchObject([
      { state: 'broken', saw: 'answered 401: Expired API Key', fix: 'make a new one' },
    ]);
  });

  test('other than the pinned one are a warning', async () => {
    const walk = await walkIn();
    await walk.workspace.pin('stripe', { account: 'acct_other', mode: 'live' });
    expect(await examineAccounts(walk, [stripe], [vendor(async () => ({ account: 'acct_1', mode: 'live' }))])).toMatchObject([
      { state: 'warns', saw: expect.stringContaining('acct_other') },
    ]);
  });
});

describe('the clock', () => {
  const fixed = (at: string): Clock => ({ ...systemClock, now: () => new Date(at) });
  const dated = new Response('{}', { status: 401, headers: { date: 'Sun, 22 Nov 2026 12:00:00 GMT' } });
  const vendor = { id: 'stripe', title: 'Stripe', base: 'https://api.stripe.com' } as AnyVendor;

  test('is compared with the date of a vendor’s answer', async () => {
    const walk = await walkIn(undefined, dated);
    expect(await examineClock({ ...walk, clock: fixed('2026-11-22T12:00:01Z') }, vendor, '/v1/account')).toMatchObject({ state: 'works' });
    expect(await examineClock({ ...walk, clock: fixed('2026-11-22T12:10:00Z') }, vendor, '/v1/account')).toMatchObject({
      state: 'broken',
      saw: expect.stringContaining('600 s ahead'),
    });
  });

  test('is judged by what Stripe’s signatures tolerate', () => {
    expect(skew(0.4, 'Stripe')).toEqual({ state: 'works', saw: 'right (by Stripe)' });
    expect(skew(-42, 'Stripe')).toMatchObject({ state: 'works', saw: '42 s behind Stripe' });
    expect(skew(61, 'Stripe')).toMatchObject({ state: 'warns', saw: expect.stringContaining('61 s ahead of Stripe') });
    expect(skew(-301, 'Stripe')).toMatchObject({ state: 'broken', saw: expect.stringContaining('signatures are refused') });
  });
});
