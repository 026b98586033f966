/**
 * What happens by the clock or by an operator's hand: queueing again what a lost Redis forgot, comparing with Stripe, credits, notices.
 */
import { pendingWork, type Work } from '@k77/data';
import { scrubText } from '@k77/observability';
import { isMissing, type Stripe } from '@k77/payments';
import type { Queues } from '@k77/queue';
import type { WorkerTools } from '../tools.ts';
import { expire } from './payments.ts';

const day = 86_400_000;

export async function outboxSweep(tools: WorkerTools): Promise<void> {
  const found = await pendingWork(tools.repositories, tools.clock.now());
  for (const work of found) await again(tools, work);
  if (found.length > 0) tools.logger.info({ jobs: found.length }, 'queued again');
}

async function again(tools: WorkerTools, { kind, id }: Work): Promise<void> {
  const { queues } = tools;
  const add: Readonly<Record<Work['kind'], () => Promise<void>>> = {
    'stripe-event': () => queues.add('stripe-event', { eventId: id }, { key: id }),
    refund: () => queues.add('refund', { refundId: id }, { key: id }),
    'privacy-export': () => queues.add('privacy-export', { requestId: id }, { key: id }),
    'privacy-delete': () => queues.add('privacy-delete', { requestId: id }, { key: id }),
    'giveaway-end': () => queues.add('giveaway-end', { giveawayId: id }, { key: id }),
    'guild-purge': () => queues.add('guild-purge', { guildId: id }, { key: id }),
    'entitlement-expired': () => expire(tools, id),
  };
  await add[kind]();
}

/** Events that never came: every subscription that we think alive, and every one that Stripe has seen lately. */
export async function reconcile({ repositories, stripe, queues, clock, logger }: WorkerTools): Promise<void> {
  const ids = new Set<string>();
  for (let after: string | undefined; ; ) {
    const page = await repositories.subscriptions.live(200, after);
    for (const { id } of page) ids.add(id);
    if (page.length < 200) break;
    after = page.at(-1)?.id;
  }
  const since = Math.floor((clock.now().getTime() - 3 * day) / 1000);
  for await (const { id } of stripe.subscriptions.list({ status: 'all', created: { gte: since }, limit: 100 })) ids.add(id);
  for (const subscriptionId of ids) await queues.add('sync-subscription', { subscriptionId }, { key: subscriptionId });
  logger.info({ subscriptions: ids.size }, 'compared with Stripe');
}

/** Days of Premium as credit on the next invoice, for every subscription that is paid now. Started by an operator; once per outage and subscription. */
export async function outageCredit({ repositories, stripe, site, logger }: WorkerTools, outageId: string, days: number): Promise<void> {
  let credited = 0;
  for (let after: string | undefined; ; ) {
    const page = await repositories.subscriptions.live(200, after);
    for (const { id, plan, status, customerId } of page) {
      if (status !== 'active' && status !== 'past_due') continue;
      const amount = Math.round((site.plans[plan].amount * days) / (plan === 'yearly' ? 365 : 30));
      const credit = {
        amount: -amount,
        currency: site.plans.currency,
        description: `Credit for ${days} days`,
        metadata: { outage: outageId, subscription: id },
      };
      if (await creditOnce(stripe, customerId, credit)) credited += 1;
    }
    if (page.length < 200) break;
    after = page.at(-1)?.id;
  }
  logger.info({ outageId, credited }, 'outage credited');
}

/** Stripe forgets keys after a day, and its list of credits nothing. False: it was given before, or the customer is gone. */
async function creditOnce(
  stripe: Stripe,
  customerId: string,
  credit: Stripe.CustomerCreateBalanceTransactionParams & { metadata: { outage: string; subscription: string } },
): Promise<boolean> {
  const { outage, subscription } = credit.metadata;
  try {
    for await (const { metadata } of stripe.customers.listBalanceTransactions(customerId, { limit: 100 }))
      if (metadata?.outage === outage && metadata.subscription === subscription) return false;
    await stripe.customers.createBalanceTransaction(customerId, credit, { idempotencyKey: `outage-${outage}-${subscription}` });
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** A digest to the operators' Discord channel. Nothing in it can mention anybody, and errors of drivers leave their passwords here. */
export async function logWebhook({ env, post }: WorkerTools, title: string, lines: readonly string[]): Promise<void> {
  if (env.LOG_WEBHOOK_URL === undefined) return;
  const description = scrubText(lines.join('\n')).slice(0, 4000);
  await post(env.LOG_WEBHOOK_URL, { embeds: [{ title: scrubText(title).slice(0, 250), description }], allowed_mentions: { parse: [] } });
}

/** Tells every server where Discord's own notices go. The nonce keeps a repeated job from telling anybody twice. */
export async function notifyPolicyChange({ discord, site, env, logger }: WorkerTools, version: string): Promise<void> {
  const content = `${site.project} has new terms and privacy policy (${version}), from ${site.policies.effective}: ${env.DASHBOARD_URL}/legal/terms`;
  let told = 0;
  for (let after: string | undefined; ; ) {
    const page = await discord.guilds(after);
    for (const { id } of page) {
      const channel = await discord.systemChannel(id);
      if (channel && (await discord.say(channel, { content }, `policy-${version}-${id}`))) told += 1;
    }
    if (page.length < 200) break;
    after = page.at(-1)?.id;
  }
  logger.info({ version, told }, 'policy change told');
}

/** A job that will not be tried again: said in the operators' channel, where one is set. */
export async function sayDead(
  queues: Pick<Queues, 'add'>,
  job: { name: string; id: string; error: string; attempts: number },
): Promise<void> {
  // A digest that fails must not announce its own death.
  if (job.name === 'log-webhook') return;
  const lines = [
    `${job.name} ${job.id} after ${job.attempts} attempts`,
    job.error.slice(0, 500),
    'k77 status tells more; put it back with: npm run jobs:retry',
  ];
  await queues.add('log-webhook', { title: 'A job has failed for good', lines }, { key: `dead-${job.name}-${job.id}` });
}
