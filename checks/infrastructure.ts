/**
 * Infrastructure · Stripe live mode: the account, its keys, and events that arrive.
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import type { EnvironmentName } from '../src/core/phase.ts';
import { stripe } from '../src/vendors/stripe.ts';
import { held } from './held.ts';
import { subscriptionLife } from './subscription-life.ts';
import { judge, later } from './verdict.ts';

const accountActivated = check({
  id: 'stripe.account-activated',
  section: 'Infrastructure',
  phase: '6.1',
  title: 'The Stripe account takes payments and pays out',
  guide: ['pre#001', '6.1/1', '6.1#014'],
  settings: held('6.1/1:business', '6.1/1:bank', '6.1/1:identity'),
  weight: 'blocker',
  uses: [stripe],
  needs: ['STRIPE_SECRET_KEY'],
  async probe(context) {
    const account = await context.client(stripe).accounts.retrieveCurrent();
    const due = account.requirements?.currently_due ?? [];
    const verdict = judge(context, {
      wrong: [
        !account.details_submitted && 'the business details are not submitted',
        !account.charges_enabled && 'payments are switched off',
        !account.payouts_enabled && 'payouts are switched off',
        due.length > 0 && `Stripe still asks for ${due.join(', ')}`,
      ],
      saw: `${account.id}: details submitted, payments on, payouts on, nothing due`,
      want: 'details submitted, payments and payouts on, nothing due',
      from: 'Stripe GET /v1/account',
      fix: 'finish https://dashboard.stripe.com/account/onboarding, then k77 verify',
    });
    if (verdict.state === 'fail' && context.environment === 'staging')
      return {
        state: 'impossible',
        why: `test mode takes test payments from an account that is not activated (${verdict.evidence.saw})`,
        instead: 'k77 verify without --env staging, before you sell',
      };
    return verdict;
  },
});

const wantedMode: Readonly<Record<EnvironmentName, 'live' | 'test'>> = { production: 'live', staging: 'test', sandbox: 'test' };

const keysAgree = check({
  id: 'stripe.keys-agree',
  section: 'Infrastructure',
  phase: '6.1',
  title: 'The Stripe keys are of the right kind, of one account, and of the mode that this environment needs',
  guide: ['6.1/2', '6.1#015', 'post#002'],
  settings: held('6.1/2:secret-key', '6.1/2:publishable-key', '6.1/2:separate'),
  weight: 'blocker',
  uses: [stripe],
  needs: ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY'],
  tolerates: ['STRIPE_TEST_SECRET_KEY'],
  async probe(context) {
    const { values } = context;
    const secret = parseKey(values.STRIPE_SECRET_KEY.reveal());
    const publishable = parseKey(values.STRIPE_PUBLISHABLE_KEY);
    const test = values.STRIPE_TEST_SECRET_KEY && parseKey(values.STRIPE_TEST_SECRET_KEY.reveal());
    const mode = wantedMode[context.environment];
    const identity = await context.identity(stripe);
    return judge(context, {
      wrong: [
        secret.kind !== 'sk' && secret.kind !== 'rk' && 'STRIPE_SECRET_KEY does not begin with sk_ or rk_',
        publishable.kind !== 'pk' && 'STRIPE_PUBLISHABLE_KEY does not begin with pk_',
        identity.mode !== mode && `the secret key works in ${identity.mode} mode`,
        publishable.mode !== mode && `the publishable key is a ${publishable.mode ?? 'strange'} one`,
        differ(publishable.account, secret.account ?? identity.account) && 'the publishable key belongs to another account',
        test !== undefined && test.mode !== 'test' && 'STRIPE_TEST_SECRET_KEY is no test key',
        context.environment === 'production' &&
          test !== undefined &&
          differ(test.account, secret.account) &&
          'STRIPE_TEST_SECRET_KEY belongs to another account',
      ],
      saw: `${secret.kind === 'rk' ? 'restricted' : 'unrestricted'} secret key and publishable key, ${mode} mode, account ${identity.account}`,
      want: `a secret (sk_ or rk_) and a publishable key (pk_) of one account, ${mode} mode`,
      from: 'the keys themselves and Stripe GET /v1/account',
      fix: 'fetch both keys from https://dashboard.stripe.com/apikeys in the right mode, then k77 deploy 6.1',
    });
  },
});

interface ParsedKey {
  kind: string | undefined;
  mode: string | undefined;
  account: string | undefined;
}

/** `pk_live_51AbC…`: kind, mode and, in keys of this shape, the account's id without `acct_`. */
function parseKey(key: string): ParsedKey {
  const found = /^(sk|rk|pk)_(live|test)_(?:5(1[A-Za-z0-9]{15}))?/.exec(key);
  return { kind: found?.[1], mode: found?.[2], account: found?.[3] && `acct_${found[3]}` };
}

/** Only when both are known; older keys do not tell their account. */
function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

/** Stripe retries for three days with growing pauses; an event that waits longer than this while others arrive is a fault. */
const patience = { minutes: 15 };

const webhookDelivers = check({
  id: 'stripe.webhook-delivers',
  section: 'Infrastructure',
  phase: '6.1',
  title: 'Stripe delivers its events to the API',
  guide: ['6.1/3', '6.4/7', '6.1#011', '6.4#007', 'post#003', 'post#120'],
  settings: held('6.4/7:test'),
  weight: 'blocker',
  uses: [stripe],
  needs: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_ENDPOINT'],
  async probe(context) {
    const client = context.client(stripe);
    const endpoint = await client.webhookEndpoints.retrieve(context.values.STRIPE_WEBHOOK_ENDPOINT);
    const types = endpoint.enabled_events.slice(0, 20);
    const created = { gte: endpoint.created };
    const [arrived, waiting] = await Promise.all([
      client.events.list({ types, created, delivery_success: true, limit: 100 }),
      client.events.list({ types, created, delivery_success: false, limit: 100 }),
    ]);
    if (arrived.data.length === 0)
      return later(
        '6.6',
        waiting.data.length === 0
          ? 'no event has happened since the endpoint was made'
          : `${waiting.data.length} event${waiting.data.length === 1 ? '' : 's'} wait for ${endpoint.url}, where nothing answers yet`,
      );
    const limit = context.clock.now().getTime() / 1000 - patience.minutes * 60;
    const late = waiting.data.filter((event) => event.created < limit);
    return judge(context, {
      wrong: [late.length > 0 && `${late.length} events could not be delivered, the newest ${late[0]?.id} (${late[0]?.type})`],
      saw: `${arrived.data.length}${arrived.has_more ? ' or more' : ''} events delivered, none waits longer than ${patience.minutes} min`,
      want: `every event delivered within ${patience.minutes} min`,
      from: 'Stripe GET /v1/events',
      fix: `see the answers your API gave: https://dashboard.stripe.com/webhooks/${endpoint.id}`,
    });
  },
});

export const infrastructure: readonly AnyCheck[] = [accountActivated, keysAgree, webhookDelivers, subscriptionLife];
