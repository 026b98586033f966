import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exits, OperatorError } from '../core/errors.ts';
import type { Key } from '../core/keys.ts';
import type { EnvironmentName } from '../core/phase.ts';
import { stripePhase } from '../phases/6.1-stripe/index.ts';
import { systemClock } from '../ports/clock.ts';
import { systemRandom } from '../ports/random.ts';
import { systemShell } from '../ports/shell.ts';
import { openWorkspace } from '../workspace/workspace.ts';
import { fromEnvironment, fromFile, fromFlags, type Given, prefill } from './given.ts';
import { missingAnswersError, variableOf } from './missing.ts';

async function refusal(work: () => unknown): Promise<OperatorError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof OperatorError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

async function fileWith(text: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'k77-given-')), 'answers.json');
  await writeFile(path, text);
  return path;
}

async function filled(
  environment: EnvironmentName,
  given: ReadonlyMap<Key, Given>,
  env: Record<string, string> = {},
  world?: (name: string) => string | undefined,
) {
  const root = await mkdtemp(join(tmpdir(), 'k77-given-'));
  const workspace = await openWorkspace({
    root,
    environment,
    clock: systemClock,
    random: systemRandom,
    shell: systemShell,
    env: (name) => env[name],
  });
  await prefill({ workspace, environment, phases: [stripePhase], given, ...(world ? { world } : {}) });
  return workspace.values();
}

const testKey = ['sk', 'test', 'abcdefgh12345678'].join('_');
const liveKey = ['sk', 'live', 'abcdefgh12345678'].join('_');

describe('flags', () => {
  test('give answers, and later ones win', () => {
    expect(fromFlags(['monthlyPrice=4.99', 'monthlyPrice=5.99']).get('monthlyPrice')?.text).toBe('5.99');
    expect(fromFlags(['project=A=B']).get('project')?.text).toBe('A=B');
  });

  test('never take a secret, and the refusal does not repeat it', async () => {
    const error = await refusal(() => fromFlags([`STRIPE_SECRET_KEY=${testKey}`]));
    expect(error.exit).toBe(exits.usage);
    expect(error.fix).toContain('.k77/credentials');
    expect(`${error.what} ${error.fix}`).not.toContain(testKey);
  });

  test('that name no answer, or no value, are refused with a remedy', async () => {
    expect((await refusal(() => fromFlags(['monthlyprise=1']))).fix).toBe('did you mean monthlyPrice?');
    expect((await refusal(() => fromFlags(['monthlyPrice']))).fix).toBe('write it as --set monthlyPrice=…');
    expect((await refusal(() => fromFlags(['STRIPE_WEBHOOK_ENDPOINT=we_1']))).exit).toBe(exits.usage);
  });
});

describe('a file of answers', () => {
  test('is read like k77.json, pinned accounts aside', async () => {
    const path = await fileWith('{ "$schema": "x", "accounts": {}, "monthlyPrice": 4.99, "taxCollection": false }');
    const found = await fromFile(path, '/');
    expect([...found].map(([key, { text }]) => [key, text])).toEqual([
      ['monthlyPrice', '4.99'],
      ['taxCollection', 'no'],
    ]);
  });

  test('that is broken, holds a secret or is not there is refused with its path', async () => {
    const broken = await fileWith('{ "monthlyPrice": }');
    expect((await refusal(() => fromFile(broken, '/'))).what).toContain(`${broken}:1:`);
    expect((await refusal(async () => fromFile(await fileWith(`{ "STRIPE_SECRET_KEY": "${testKey}" }`), '/'))).what).toContain(
      'is a secret',
    );
    expect((await refusal(() => fromFile('/nowhere/answers.json', '/'))).exit).toBe(exits.usage);
  });
});

describe('the environment', () => {
  test('answers by K77_ and the spelling of the answer', () => {
    expect(variableOf('monthlyPrice')).toBe('K77_MONTHLY_PRICE');
    expect(variableOf('STRIPE_SECRET_KEY')).toBe('STRIPE_SECRET_KEY');
    expect(fromEnvironment({ K77_MONTHLY_PRICE: '3.99', STRIPE_SECRET_KEY: testKey })).toEqual(
      new Map([['monthlyPrice', { text: '3.99', from: 'K77_MONTHLY_PRICE' }]]),
    );
  });

  test('with a live key stops a rehearsal before anything is sent', async () => {
    const error = await refusal(() => filled('sandbox', new Map(), { STRIPE_SECRET_KEY: liveKey }));
    expect(error.exit).toBe(exits.inputNeeded);
    expect(error.what).toContain('live-mode key');
    expect(error.what).not.toContain(liveKey);
  });
});

describe('filling in', () => {
  test('judges what was given like a typed answer', async () => {
    const error = await refusal(() => filled('sandbox', fromFlags(['monthlyPrice=free'])));
    expect(error.what).toMatch(/^--set monthlyPrice will not do: an amount above zero/);
  });

  test('a rehearsal with --yes takes every answer of the sandbox, also those that only then are asked', async () => {
    const values = await filled('sandbox', new Map(), {}, (name) =>
      name === 'stripe.secretKey' ? testKey : name === 'stripe.publishableKey' ? testKey.replace('sk', 'pk') : undefined,
    );
    expect(values.STRIPE_SECRET_KEY?.reveal()).toBe(testKey);
    expect([values.project, values.taxCollection, values.taxCountry]).toEqual(['Kingdom-77', 'yes', 'US-CA']);
  });

  test('a rehearsal speaks of no domain that exists', async () => {
    expect((await filled('sandbox', fromFlags(['domain=kingdom77.com']))).domain).toBe('kingdom77.test');
  });

  test('what is given wins over what is kept', async () => {
    const values = await filled('staging', fromFlags(['monthlyPrice=1.99']));
    expect(values.monthlyPrice).toBe('1.99');
  });
});

test('all missing answers are listed at once, each with the flag or variable that gives it, secrets without a flag', () => {
  const open = stripePhase.questions.filter((question) => ['monthlyPrice', 'STRIPE_SECRET_KEY'].includes(question.key));
  const error = missingAnswersError(open);
  expect(error.exit).toBe(exits.inputNeeded);
  expect(error.fix.split('\n')).toEqual([
    'STRIPE_SECRET_KEY=…   Stripe secret key (environment or .k77/credentials)',
    '--set monthlyPrice=…  Monthly price of Premium',
    'each also as a variable (K77_MONTHLY_PRICE)',
    'or all at once: --answers <file>, written like k77.json; secrets never in that file',
  ]);
  expect(error.fix).not.toContain('--set STRIPE_SECRET_KEY');
});
