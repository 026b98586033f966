/**
 * Every check is seen to pass on a world that is right and to fail on one that was broken for it. A check that cannot fail is a defect.
 */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../src/core/check.ts';
import { clients } from '../src/engine/context.ts';
import { deploy } from '../src/engine/deploy.ts';
import { verify } from '../src/engine/verify.ts';
import type { Walk } from '../src/engine/walk.ts';
import { type Kept, openStage, type Stage } from '../src/proof/stage.ts';
import { stripe as vendor } from '../src/vendors/stripe.ts';
import { checks } from './index.ts';

interface Hands {
  /** The account as its owner works with it, in the dashboard or by the API. */
  stripe: Stripe;
  values: Record<string, string>;
  write(path: string, text: string): Promise<void>;
  change(path: string, edit: (text: string) => string): Promise<void>;
  chmod(path: string, mode: number): Promise<void>;
  git(...args: string[]): void;
  /** Changes what the emulator holds, as only Stripe itself could. */
  things(edit: (things: Record<string, Thing[]>) => void): Promise<void>;
}
type Thing = Record<string, unknown> & { id: string };

interface Row {
  check: string;
  /** What was done to the world. */
  when: string;
  breakIt(hands: Hands): Promise<unknown>;
  /** What the evidence has to name. */
  saw: RegExp;
}

// In two parts, so that no scanner of this repository takes it for a real one.
const leakedKey = `sk_live_${'51QxV8tKbE3nWZr7c9yYhGdTfJ2mA4pL6s'}`;
const api = '.env.sandbox.api';

const rows: readonly Row[] = [
  {
    check: 'stripe.account-activated',
    when: 'Stripe has stopped trusting the account',
    breakIt: ({ things }) =>
      things(({ business }) => {
        for (const one of business ?? []) one.activated = false;
      }),
    saw: /payments are switched off; payouts are switched off; Stripe still asks for .*external_account/,
  },
  {
    check: 'stripe.keys-agree',
    when: 'the publishable key is one of another account',
    breakIt: ({ change }) => change('.k77/sandbox/answers.json', (text) => text.replace(/pk_test_\w+/, 'pk_test_51OtherAccount0000XYZ')),
    saw: /belongs to another account/,
  },
  {
    check: 'stripe.keys-agree',
    when: 'the publishable key is a live one',
    breakIt: ({ change }) => change('.k77/sandbox/answers.json', (text) => text.replace('pk_test_', 'pk_live_')),
    saw: /publishable key is a live one/,
  },
  {
    check: 'stripe.products-right',
    when: 'a product is archived and another renamed',
    breakIt: async ({ stripe, values }) => {
      await stripe.products.update(String(values.STRIPE_PRODUCT_PREMIUM_MONTHLY), { active: false });
      await stripe.products.update(String(values.STRIPE_PRODUCT_PREMIUM_YEARLY), { name: 'Something else' });
    },
    saw: /is archived; .*is called "Something else"/,
  },
  {
    check: 'stripe.prices-right',
    when: 'a price loses its lookup key',
    breakIt: ({ stripe, values }) => stripe.prices.update(String(values.STRIPE_PRICE_PREMIUM_YEARLY), { lookup_key: 'summer_sale' }),
    saw: /has the lookup key summer_sale, not premium_yearly/,
  },
  {
    check: 'stripe.prices-right',
    when: 'the agreed price is another one',
    breakIt: ({ change }) => change('.k77/sandbox/answers.json', (text) => text.replace('"9.99"', '"12.50"')),
    saw: /costs 9\.99 USD, not 12\.50 USD/,
  },
  {
    check: 'stripe.webhook-right',
    when: 'an event is unticked and the endpoint switched off',
    breakIt: ({ stripe, values }) =>
      stripe.webhookEndpoints.update(String(values.STRIPE_WEBHOOK_ENDPOINT), {
        disabled: true,
        enabled_events: ['invoice.paid', 'payout.paid'],
      }),
    saw: /it is disabled; it lacks checkout\.session\.completed.*also sends payout\.paid/,
  },
  {
    check: 'stripe.webhook-right',
    when: 'the kept signing secret was overwritten',
    breakIt: ({ change }) =>
      change(api, (text) => text.replace(/^STRIPE_WEBHOOK_SECRET=.*$/m, 'STRIPE_WEBHOOK_SECRET=whsec_fromAnotherEndpoint0000')),
    saw: /not the one that Stripe gave/,
  },
  {
    check: 'stripe.webhook-delivers',
    when: 'one event arrived and another has been waiting for an hour',
    breakIt: ({ things }) =>
      things((all) => {
        const endpoint = all.webhook_endpoint?.[0];
        const created = Math.floor(Date.now() / 1000) - 3600;
        if (endpoint) endpoint.created = created - 60;
        const event = (id: string, pending_webhooks: number): Thing => ({
          id,
          object: 'event',
          type: 'invoice.paid',
          created,
          pending_webhooks,
          data: { object: {} },
          livemode: false,
          request: null,
          api_version: null,
        });
        all.event = [...(all.event ?? []), event('evt_arrived', 0), event('evt_waiting', 1)];
      }),
    saw: /could not be delivered/,
  },
  {
    check: 'stripe.portal-right',
    when: 'cancelling takes effect at once and invoices are hidden',
    breakIt: ({ stripe, values }) =>
      stripe.billingPortal.configurations.update(String(values.STRIPE_PORTAL_CONFIGURATION), {
        features: { invoice_history: { enabled: false }, subscription_cancel: { enabled: true, mode: 'immediately' } },
      }),
    saw: /invoices are hidden; a cancellation takes effect immediately/,
  },
  {
    check: 'stripe.tax-right',
    when: 'a registration has ended',
    breakIt: async ({ stripe }) => {
      const { data } = await stripe.tax.registrations.list({ status: 'active' });
      await stripe.tax.registrations.update(String(data.find((one) => one.country === 'DE')?.id), { expires_at: 'now' });
    },
    saw: /does not know that you are registered in DE/,
  },
  {
    check: 'stripe.monitoring',
    when: 'half of the payments fail',
    breakIt: async ({ stripe }) => {
      const customer = await stripe.customers.create({ name: 'unlucky' });
      const pay = (payment_method: string): Promise<unknown> =>
        stripe.paymentIntents
          .create({
            amount: 999,
            currency: 'usd',
            customer: customer.id,
            payment_method,
            confirm: true,
            automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
          })
          .catch((error: unknown) => error);
      await pay('pm_card_visa');
      await pay('pm_card_chargeDeclined');
    },
    saw: /% of payments failed/,
  },
  {
    check: 'stripe.subscription-life',
    when: 'the yearly price is charged every month',
    breakIt: ({ things, values }) =>
      things(({ price }) => {
        const yearly = price?.find((one) => one.id === values.STRIPE_PRICE_PREMIUM_YEARLY);
        Object.assign(yearly?.recurring ?? {}, { interval: 'month' });
      }),
    saw: /^yearly paid: 99\.99 USD buy \d\d days/,
  },
  {
    check: 'stripe.refund-policy-recorded',
    when: 'somebody edits site.config.json',
    breakIt: ({ change }) => change('site.config.json', (text) => text.replace('"fullDays": 7', '"fullDays": 30')),
    saw: /refunds\.fullDays is 30, not 7/,
  },
  {
    check: 'env.ignored',
    when: 'an env file is readable for all',
    breakIt: (hands) => hands.chmod(api, 0o644),
    saw: /\.env\.sandbox\.api has mode 0644/,
  },
  {
    check: 'env.ignored',
    when: 'the lines in .gitignore are gone and the file is tracked',
    breakIt: async ({ write, git }) => {
      await write('.gitignore', '');
      git('add', '-f', api);
    },
    saw: /is not ignored.*is tracked/,
  },
  {
    check: 'env.history-clean',
    when: 'a key was committed and removed again',
    breakIt: async ({ write, git }) => {
      await write('config.py', `KEY = "${leakedKey}"\n`);
      git('add', 'config.py');
      git('commit', '-qm', 'oops');
      git('rm', '-q', 'config.py');
      git('commit', '-qm', 'sorry');
    },
    saw: /in config\.py:1 \([0-9a-f]{7}\)/,
  },
  {
    check: 'env.frontend-clean',
    when: 'a key stands in a page of the dashboard',
    breakIt: ({ write }) => write('dashboard-frontend/app/page.tsx', `export const key = '${leakedKey}';\n`),
    saw: /in dashboard-frontend\/app\/page\.tsx:1/,
  },
  {
    check: 'env.complete',
    when: 'a line is deleted and another edited',
    breakIt: ({ change }) =>
      change(api, (text) => text.replace(/^STRIPE_PRICE_PREMIUM_MONTHLY=.*\n/m, '').replace(/^ENVIRONMENT=.*$/m, 'ENVIRONMENT=production')),
    saw: /lacks STRIPE_PRICE_PREMIUM_MONTHLY.*another ENVIRONMENT/,
  },
  {
    check: 'env.secrets-strong',
    when: 'a secret is replaced by a short one',
    breakIt: ({ change }) => change(api, (text) => text.replace(/^JWT_SECRET=.*$/m, 'JWT_SECRET=correct-horse-battery')),
    saw: /JWT_SECRET carries 15 bytes/,
  },
  {
    check: 'payments.pages',
    when: 'a dashboard has a page for success and none for cancelling',
    breakIt: ({ write }) => write('dashboard-frontend/app/payment/success/page.tsx', 'export default function Page() {}\n'),
    saw: /no page \/payment\/cancel/,
  },
];

/** Checks that no world of this phase can break: what they look at does not exist yet, or only a person sees it. */
const cannotFailYet: Readonly<Record<string, string>> = {
  'stripe.refund-emails': 'no API shows these settings: unknown until a person attests them',
  'stripe.alerts': 'no API shows these settings: unknown until a person attests them',
  'host.variables': 'hosts come in 6.5',
  'frontend.served-clean': 'the dashboard is served from 6.6 on',
  'payments.database-updated': 'the API that writes to the database comes in 6.6',
  'payments.role-assigned': 'the bot and the API that give the role come in 6.6',
};

let stage: Stage;
let right: Kept;

beforeAll(async () => {
  stage = await openStage();
  git('init', '-q', '-b', 'main');
  git('config', 'user.email', 'k77@example.com');
  git('config', 'user.name', 'k77');
  const options = { phases: ['6.1'], only: [], yes: true, replace: [], command: 'k77 deploy' } as const;
  await stage.play((walk) => deploy(walk, options));
  right = await stage.keep();
}, 60_000);
afterAll(() => stage?.close());

describe('on a world that is right', () => {
  test('every check that can pass now does, and the others say who proves them', async () => {
    const { findings } = await stage.play((walk) => verify(walk, { sections: [] }));
    const states = findings.map(({ id, verdict }) => [id, verdict.state === 'unknown' ? (verdict.provedBy ?? verdict.why) : verdict.state]);
    expect(Object.fromEntries(states)).toEqual({
      ...Object.fromEntries(checks.map(({ id }) => [id, 'pass'])),
      'stripe.webhook-delivers': '6.6',
      'env.frontend-clean': '6.6',
      'frontend.served-clean': '6.6',
      'host.variables': '6.5',
      'payments.database-updated': '6.6',
      'payments.role-assigned': '6.6',
      'payments.pages': '6.6',
      'stripe.refund-emails': expect.stringContaining('k77 attest stripe.refund-emails'),
      'stripe.alerts': expect.stringContaining('k77 attest stripe.alerts'),
    });
  });

  test('a rehearsed subscription leaves nothing behind', async () => {
    const left = await stage.play(async (walk) => {
      await verify(walk, { sections: [], checks: ['stripe.subscription-life'] });
      const client = person(walk);
      const [clocks, customers, products] = await Promise.all([
        client.testHelpers.testClocks.list(),
        client.customers.list(),
        client.products.list(),
      ]);
      return [clocks.data.length, customers.data.length, products.data.length];
    });
    expect(left).toEqual([0, 0, 2]);
  });
});

describe('on a world broken for it', () => {
  test.each(rows)('$check fails when $when', async ({ check, breakIt, saw }) => {
    await stage.back(right);
    await stage.play((walk) => breakIt(handsOf(walk)));
    const { verdict } = await stage.play((walk) => finding(walk, check));
    expect(verdict).toMatchObject({ state: 'fail', evidence: { saw: expect.stringMatching(saw) }, fix: expect.stringMatching(/./) });
  });

  test('every check is in the table, or there is a reason why it cannot fail yet', () => {
    const seen = new Set([...rows.map((row) => row.check), ...Object.keys(cannotFailYet)]);
    expect([...seen].sort()).toEqual(checks.map(({ id }) => id).sort());
    expect(rows.filter((row) => row.check in cannotFailYet)).toEqual([]);
  });
});

async function finding(walk: Walk, id: string): Promise<Finding> {
  const [found] = (await verify(walk, { sections: [], checks: [id] })).findings;
  if (!found) throw new Error(`no check ${id}`);
  return found;
}

function person(walk: Walk): Stripe {
  return clients(walk, 'person', [vendor], 'test data')(vendor);
}

/** What a person, or fate, can do to this world. */
function handsOf(walk: Walk): Hands {
  const root = stage.root;
  const at = (path: string): string => join(root, path);
  const known = walk.workspace.values();
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), text);
  };
  return {
    stripe: person(walk),
    values: Object.fromEntries(Object.entries(known).map(([key, value]) => [key, typeof value === 'string' ? value : value.reveal()])),
    write,
    change: async (path, edit) => {
      const before = await readFile(at(path), 'utf8');
      const after = edit(before);
      expect(after, `${path} was to be changed`).not.toBe(before);
      await write(path, after);
    },
    chmod: (path, mode) => chmod(at(path), mode),
    git,
    things: async (edit) => {
      const snapshot = structuredClone(await stage.world.snapshot());
      const { spaces } = snapshot.vendors.stripe as { spaces: { livemode: boolean; things: Record<string, Thing[]> }[] };
      for (const space of spaces.filter((one) => !one.livemode)) edit(space.things);
      await stage.world.restore(snapshot);
    },
  };
}

function git(...args: string[]): void {
  execFileSync('git', args, { cwd: stage.root, stdio: 'pipe' });
}
