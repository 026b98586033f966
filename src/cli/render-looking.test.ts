import { describe, expect, test } from 'vitest';
import { catalogue } from '../catalogue.ts';
import type { Diagnosis } from '../engine/doctor.ts';
import type { EnvListing } from '../engine/env.ts';
import { coverage } from '../engine/guide.ts';
import type { PhaseProgress } from '../engine/status.ts';
import { stripe } from '../vendors/stripe.ts';
import { figures } from '../vendors/stripe-money.ts';
import { look } from './io-double.ts';
import { doctorLines, recipeLines } from './render-doctor.ts';
import { compareLines, diffLines, listLines, problemLines } from './render-env.ts';
import { guideLines } from './render-guide.ts';
import { statusLines } from './render-status.ts';
import { columns } from './text.ts';

const widths = [60, 80, 100];

function fits(lines: (width: number) => string[]): void {
  for (const width of widths)
    for (const line of lines(width)) expect(line.includes('://') ? 0 : columns(line), `${width}: "${line}"`).toBeLessThanOrEqual(width);
}

const diagnosis = (rest: Partial<Diagnosis>): Diagnosis => ({
  id: 'x',
  title: 'Node',
  about: 'machine',
  state: 'works',
  saw: 'v24',
  guide: [],
  ...rest,
});

describe('doctor', () => {
  const found = [
    diagnosis({}),
    diagnosis({
      id: 'stripe',
      title: 'Stripe',
      about: 'account',
      state: 'broken',
      saw: 'answered 401: Expired API Key',
      fix: 'make a new one',
      see: 'https://keys',
    }),
    diagnosis({
      id: 'namecheap',
      title: 'Namecheap',
      about: 'account',
      state: 'later',
      saw: 'phase 6.4 will use it',
      see: 'https://sign.up',
    }),
  ];

  test('puts the remedy below what does not work, and counts it', () => {
    const text = doctorLines(look(100), found).join('\n');
    expect(text).toMatch(/✖ Stripe +answered 401: Expired API Key\n +→ make a new one\n +→ https:\/\/keys/);
    expect(text).toMatch(/○ Namecheap +phase 6\.4 will use it → https:\/\/sign\.up/);
    expect(text).toContain('1 thing to mend');
    expect(doctorLines(look(100), [diagnosis({})]).join('\n')).toContain('everything that is needed now works');
  });

  test('shows the whole recipe of a token', () => {
    const text = recipeLines(look(100), stripe).join('\n');
    for (const permission of stripe.token.permissions) expect(text).toContain(permission.what);
    expect(text).toContain('https://dashboard.stripe.com/apikeys');
  });

  test('fits every width', () => {
    fits((width) => [...doctorLines(look(width), found), ...recipeLines(look(width), stripe)]);
  });
});

describe('guide', () => {
  const covered = coverage(catalogue);
  const lines = (width: number): string[] => guideLines(look(width), covered);

  test('says what covers a step, and what nothing covers', () => {
    const text = lines(100).join('\n');
    expect(text).toMatch(/✔ 6\.1\/3 Point a webhook at the API\n +stripe\.webhook/);
    expect(text).not.toMatch(/nothing covers post#\d{3}/);
    expect(text).toMatch(/\d+ of 78 steps .* of 355 boxes/);
    const without = coverage({ ...catalogue, checks: catalogue.checks.filter(({ section }) => section !== 'Documentation') });
    expect(guideLines(look(100), without).join('\n')).toMatch(/nothing covers post#\d{3}/);
  });

  test('fits every width', () => fits(lines));
});

describe('status', () => {
  const boxes = { proved: 8, rehearsed: 7, later: 6, open: 2, total: 23 };
  const phases: PhaseProgress[] = [
    {
      phase: '6.1',
      title: 'Stripe',
      state: 'under way',
      guideEstimate: '1 day',
      minutes: 15,
      actualMs: 92_000,
      gateHeldAt: '2026-11-22T10:00:00.000Z',
      boxes,
      inTheWay: ['Both prices have the agreed amount, currency and interval'],
    },
    {
      phase: '6.2',
      title: 'MongoDB',
      state: 'not built',
      guideEstimate: '1 day',
      actualMs: null,
      gateHeldAt: null,
      boxes: { ...boxes, total: 11 },
      inTheWay: [],
    },
  ];
  const charge = (status: 'succeeded' | 'failed') => ({ status, amount: 999, currency: 'usd' });
  const item = { quantity: 1, amount: 999, currency: 'usd', interval: 'month', every: 1 };
  const money = figures(
    { charges: [charge('succeeded'), charge('failed')], disputes: [], subscriptions: [{ created: 0, items: [item] }], ended: [] },
    new Date('2026-11-22'),
  );

  test('shows a row per phase, what is in the way, the money and what is next', () => {
    const text = statusLines(look(100), phases, money).join('\n');
    expect(text).toMatch(
      /6\.1 Stripe +under way +8 of 23 boxes\n +7 more rehearsed 2026-11-22 10:00 UTC, 6 proved by later phases, 2 open\n +took 1 min 32 s \(guide: 1 day\)/,
    );
    expect(text).toContain('open: Both prices have');
    expect(text).toMatch(/6\.2 MongoDB +not built yet/);
    expect(text).toMatch(/1 payment, 50 % failed · 0 disputes · 1 subscriber, 0 % left · MRR 9\.99 USD/);
    expect(text).toContain('50 % of payments failed, more than 5 %');
    expect(text).toContain('next: k77 deploy 6.1');
  });

  test('says plainly that there is no money line without a key', () => {
    expect(statusLines(look(100), phases, { unknown: 'no Stripe key yet' }).join('\n')).toMatch(/Money +no Stripe key yet/);
  });

  test('fits every width', () => fits((width) => statusLines(look(width), phases, money)));
});

describe('env', () => {
  const line = {
    key: 'JWT_SECRET',
    name: 'JWT_SECRET',
    state: 'kept',
    secret: true,
    public: false,
    about: 'Signs session tokens',
    phase: '6.1',
  } as const;
  const files: EnvListing[] = [
    {
      service: 'api',
      path: '.env.production.api',
      exists: true,
      keys: [
        line,
        { ...line, key: 'SESSION_SECRET', name: 'SESSION_SECRET', state: 'missing' },
        { ...line, key: 'STRIPE_WEBHOOK_SECRET', name: 'STRIPE_WEBHOOK_SECRET', state: 'waits' },
      ],
    },
  ];
  const rows = [
    { key: 'JWT_SECRET', is: 'same', expected: false },
    { key: 'ENVIRONMENT', is: 'only here', expected: true },
  ] as const;
  const problem = { path: '.env.production.api', line: 3, what: 'A has a comment behind its value', fix: 'put it on a line of its own' };

  test('lists keys with their state and phase', () => {
    const text = listLines(look(100), files).join('\n');
    expect(text).toMatch(/✔ JWT_SECRET +kept, secret/);
    expect(text).toMatch(/✖ SESSION_SECRET +missing from the file/);
    expect(text).toMatch(/○ STRIPE_WEBHOOK_SECRET +waits for 6\.1/);
    expect(diffLines(look(100), [{ ...(files[0] as EnvListing), keys: [] }]).join('\n')).toContain('every env file carries what is known');
  });

  test('says which secret two environments share, and what is wrong where', () => {
    expect(compareLines(look(100), 'staging', 'production', rows).join('\n')).toMatch(
      /✖ JWT_SECRET +the same\n +staging and production should not share a secret\n.*ENVIRONMENT +only in staging/,
    );
    expect(problemLines(look(100), [problem], 1).join('\n')).toMatch(/✖ \.env\.production\.api:3: A has a comment.*\n +→ put it/);
    expect(problemLines(look(100), [], 4).join('\n')).toContain('4 env files, nothing wrong');
  });

  test('fits every width', () => {
    fits((width) => [
      ...listLines(look(width), files),
      ...compareLines(look(width), 'staging', 'production', rows),
      ...problemLines(look(width), [problem], 1),
    ]);
  });
});
