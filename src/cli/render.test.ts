import { describe, expect, test } from 'vitest';
import type { Finding } from '../core/check.ts';
import type { Plan, Planned } from '../core/plan.ts';
import { Secret } from '../core/secret.ts';
import { type AnyTask, task } from '../core/task.ts';
import type { Deployed } from '../engine/walk.ts';
import { look } from './io-double.ts';
import { endingLines, handLines, taskLines } from './render.ts';
import { findingLines, gateLines, verifyLines } from './render-findings.ts';
import { planLines } from './render-plan.ts';
import { columns } from './text.ts';

function made(about: Partial<AnyTask> & { id: string; title: string }): AnyTask {
  const rest = { guide: [], uses: [], needs: [], gives: {}, undo: async () => {} };
  return task({ ...rest, want: () => ({}), read: async () => undefined, apply: async () => ({}), ...about } as AnyTask);
}

const webhook = made({ id: 'stripe.webhook', title: 'Point a Stripe webhook at the API' });
const portal = made({ id: 'stripe.portal', title: 'Configure the customer portal', impact: { stops: 'the billing page', seconds: 20 } });
const account = made({
  id: 'stripe.account',
  title: 'Activate the Stripe account',
  undo: { never: 'an account stays activated' },
  byHand: {
    open: () => 'https://dashboard.stripe.com/account/onboarding',
    steps: () => ['Sign in and choose "Activate payments"'],
    proof: 'read',
  },
});
const refunds = made({ id: 'stripe.refunds', title: 'Record the refund policy', monthlyCents: 1250 });

function planned(one: AnyTask, action: Planned['action'], rest: Partial<Planned> = {}): Planned {
  return { task: one, phase: '6.1', action, changes: [], ...rest };
}

const events = ['invoice.paid', 'invoice.payment_failed', 'charge.refunded', 'charge.dispute.created'];
const plan: Plan = {
  accounts: [{ vendor: 'stripe', title: 'Stripe', identity: { account: 'acct_1Sandbox', mode: 'test' } }],
  planned: [
    planned(webhook, 'create', {
      changes: [
        {
          path: '',
          from: undefined,
          to: {
            url: 'https://api.kingdom77.test/api/stripe/webhook',
            events,
            enabled: true,
            old: [],
            key: new Secret('STRIPE_SECRET_KEY', 'sk_test_12345678'),
          },
        },
      ],
    }),
    planned(portal, 'update', { changes: [{ path: 'cancelAtPeriodEnd', from: false, to: true }] }),
    planned(account, 'by-hand'),
    planned(refunds, 'create'),
  ],
};

describe('a plan', () => {
  test('is told per property, with the account, the cost, what users notice and what stays', () => {
    expect(planLines(look(80), plan)).toEqual([
      '',
      '  Plan · Stripe acct_1Sandbox · test mode',
      '    + Point a Stripe webhook at the API',
      '        url      https://api.kingdom77.test/api/stripe/webhook',
      '        events   4: invoice.paid, invoice.payment_failed, charge.refunded, char…',
      '        enabled  on',
      '        key      ‹STRIPE_SECRET_KEY›',
      '    ~ Configure the customer portal',
      '        cancelAtPeriodEnd  off → on',
      '    › Activate the Stripe account (by hand)',
      '    + Record the refund policy · +$12.50/month',
      '    2 to create, 1 to change, 1 by hand · $12.50/month',
      '    ▲ users notice: the billing page for ~20 seconds (Configure the customer',
      '      portal)',
      '    ▲ cannot be undone by k77: Activate the Stripe account',
    ]);
  });

  test('shows a value that does not fit in full below its name, and never a secret', () => {
    const lines = planLines(look(60), plan);
    expect(lines).toContain('          https://api.kingdom77.test/api/stripe/webhook');
    expect(lines.join('\n')).not.toContain('sk_test_');
  });

  test('with nothing to do says so', () => {
    const calm = { ...plan, planned: [planned(webhook, 'unchanged'), planned(portal, 'waits', { why: 'needs the domain (6.4)' })] };
    expect(planLines(look(80), calm).slice(2)).toEqual([
      '    ○ Configure the customer portal · needs the domain (6.4)',
      '    ✔ nothing for k77 to do: 1 already right, 1 waiting',
    ]);
  });
});

test('a task that ended is one row with its time or its state, and what it has to say below', () => {
  const at60 = look(60);
  expect(taskLines(at60, { kind: 'done', task: webhook, how: 'created', ms: 412, notes: [] })).toEqual([
    '  ✔ Point a Stripe webhook at the API                0.4 s',
  ]);
  expect(taskLines(at60, { kind: 'done', task: webhook, how: 'unchanged', ms: 9, notes: [] })).toEqual([
    '  ✔ Point a Stripe webhook at the API        already right',
  ]);
  expect(taskLines(at60, { kind: 'waits', task: portal, why: 'waits for "Point a Stripe webhook at the API"' })).toEqual([
    '  ○ Configure the customer portal                    waits',
    '      waits for "Point a Stripe webhook at the API"',
  ]);
  expect(taskLines(at60, { kind: 'failed', task: portal, error: new Error('x'), ms: 61_000 }, 'Stripe answered 500')).toEqual([
    '  ✖ Configure the customer portal                1 min 1 s',
    '      Stripe answered 500',
  ]);
});

test('a by-hand step shows the link, the clicks and what k77 does meanwhile', () => {
  const hand = account.byHand;
  if (!hand) throw new Error('it is done by hand');
  expect(handLines(look(80), { task: account, hand, want: {} })).toEqual([
    '',
    '  By hand · Activate the Stripe account',
    '',
    '    https://dashboard.stripe.com/account/onboarding',
    '',
    '    1.  Sign in and choose "Activate payments"',
    '',
    '    k77 looks meanwhile and goes on by itself as soon as it is so.',
  ]);
});

function finding(id: string, verdict: Finding['verdict'], rest: Partial<Finding> = {}): Finding {
  return { id, section: 'Payments', title: `${id} is true`, phase: '6.1', guide: [], weight: 'blocker', ms: 3, verdict, ...rest };
}

const evidence = { saw: '131 of 120 pass', want: 'at most 120', from: 'GET /health', at: '2026-11-22T00:00:00Z' };
const findings = [
  finding('pay.keys', { state: 'pass', evidence }),
  finding('pay.limit', { state: 'fail', evidence, fix: 'k77 deploy --only api.variables' }),
  finding('pay.route', { state: 'unknown', why: 'the API is not there yet', provedBy: '6.5' }),
  finding(
    'db.backups',
    { state: 'impossible', why: 'the free tier has none', instead: 'Flex from $8/month' },
    { section: 'Infrastructure', weight: 'warning' },
  ),
  finding(
    'doc.readme',
    { state: 'attested', by: 'Ada', at: '2026-11-01', until: '2026-12-01T00:00:00Z', note: 'read it' },
    { section: 'Documentation' },
  ),
];

describe('findings', () => {
  test('a gate sums up what is proved and lists what stands in the way', () => {
    const phase = {
      number: '6.1',
      id: 'stripe',
      title: 'Stripe',
      minutes: 2,
      guideEstimate: '1 day',
      questions: [],
      tasks: [],
      gate: [],
    } as const;
    expect(gateLines(look(80), phase, findings, false)).toEqual([
      '',
      '  ✖ Gate 6.1   1 proved · 1 attested · 1 impossible · 1 failed · 1 proved later',
      '               (6.5)',
      '    ✖ pay.limit is true',
      '      saw 131 of 120 pass, wanted at most 120',
      '      → k77 deploy --only api.variables',
      '    ▲ db.backups is true',
      '      the free tier has none',
      '      → Flex from $8/month',
    ]);
  });

  test('verify shows sections with work to do in full and the others on one line', () => {
    expect(verifyLines(look(80), findings, { verbose: false })).toEqual([
      '',
      '  ✖ Payments                                                              1 of 3',
      '    ✖ pay.limit is true',
      '      saw 131 of 120 pass, wanted at most 120',
      '      → k77 deploy --only api.variables',
      '',
      '  ▲ Infrastructure                                                        0 of 1',
      '    ▲ db.backups is true',
      '      the free tier has none',
      '      → Flex from $8/month',
      '',
      '  ✔ Documentation 1',
      '',
    ]);
  });

  test('what failed comes first, blockers before the rest, and what was not allowed is one line', () => {
    const mixed = [
      finding('a.quiet', { state: 'unknown', why: 'no token' }, { section: 'Infrastructure' }),
      finding('b.warns', { state: 'fail', evidence }, { section: 'Services', weight: 'warning' }),
      finding('b.blocks', { state: 'fail', evidence }, { section: 'Services' }),
      finding('c.writes', { state: 'unknown', why: 'not tried', allow: 'test-data' }),
      finding('c.right', { state: 'pass', evidence }),
    ];
    const lines = verifyLines({ ...look(80), flag: ' --env staging' }, mixed, { verbose: false });
    expect(lines).toContainEqual(expect.stringMatching(/^ +→ k77 verify --env staging --allow test-data$/));
    const order = lines.flatMap((line) => /[abc]\.\w+|not tried.*|Payments.*/.exec(line)?.[0].trim() ?? []);
    expect(order).toEqual(['b.blocks', 'b.warns', 'a.quiet', 'Payments 1 of 2', 'not tried: that takes writing test data']);
  });

  test('what is seen and what is wanted stand on lines of their own when they are long, and only some boxes are named', () => {
    const long = { ...evidence, saw: 'the API has another key than its env file, and so has the worker', want: 'the same one' };
    const verdict = { state: 'fail', evidence: long, fix: 'k77 deploy', boxes: ['post#074'] } as const;
    expect(findingLines(look(60), finding('x', verdict, { guide: ['post#074', '6.5#003'] }))).toEqual([
      '    ✖ x is true',
      '      saw the API has another key than its env file, and so',
      '      has the worker',
      '      wanted the same one',
      '      concerns post#074',
      '      → k77 deploy',
    ]);
    const attested = { state: 'attested', by: 'Ann', at: '', until: '2027-02-01', note: 'posted', proof: 'https://x.com/1' } as const;
    expect(findingLines(look(80), finding('y', attested))[1]).toBe('      attested by Ann until 2027-02-01: posted (https://x.com/1)');
  });
});

test('a deploy ends with what was done, what is open and what comes next', () => {
  const deployed: Deployed = {
    exit: 0,
    writes: 3,
    phases: [
      {
        phase: '6.1',
        gate: { passed: true, findings: [] },
        tasks: [
          { task: 'a', title: 'Sell Premium', phase: '6.1', planned: 'create', outcome: 'created', notes: [], ms: 1 },
          { task: 'b', title: 'Let Stripe mail you', phase: '6.1', planned: 'by-hand', outcome: 'open', notes: [], ms: 1 },
          { task: 'c', title: 'Point api at its host', phase: '6.1', planned: 'waits', outcome: 'waits', notes: [], ms: 1 },
        ],
      },
      {
        phase: '6.2',
        gate: { passed: true, findings: [] },
        tasks: [{ task: 'c', title: 'Point api at its host', phase: '6.1', planned: 'create', outcome: 'created', notes: [], ms: 1 }],
      },
    ],
  };
  expect(endingLines(look(80), { deployed, next: 'next: 6.2 MongoDB', attest: () => 'k77 attest stripe.alerts' })).toEqual([
    '',
    '  2 tasks done · 0 already right · 3 vendor writes',
    '  ○ Let Stripe mail you: left open',
    '      when it is done: k77 attest stripe.alerts',
    '  › next: 6.2 MongoDB',
    '',
  ]);
});

test('nothing is wider than the terminal at 60, 80 and 100 columns', () => {
  for (const width of [60, 80, 100]) {
    const at = look(width);
    const all = [...planLines(at, plan), ...verifyLines(at, findings, { verbose: true })];
    for (const line of all) expect(columns(line), line).toBeLessThanOrEqual(width);
  }
});
