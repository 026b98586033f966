/**
 * What people may ask of their data: a copy, and to be forgotten. Both are made from the data map, so that no collection is left out.
 */
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { policy } from '@k77/config';
import { erasePlan, exportPlan, purgePlan } from '@k77/core';
import { isMissing } from '@k77/payments';
import type { WorkerTools } from '../tools.ts';
import { sync } from './payments.ts';

const day = 86_400_000;
const pack = promisify(gzip);
const over = ['canceled', 'incomplete_expired'];

/** A packed JSON file with everything, fetched by its owner from the dashboard. */
export async function privacyExport({ repositories, clock }: WorkerTools, requestId: string): Promise<void> {
  const request = await repositories.privacyRequests.get(requestId);
  if (request?.kind !== 'export' || request.status !== 'requested') return;
  const steps = exportPlan(request.userId);
  const found = await repositories.userData.export(steps);
  const purposes = Object.fromEntries(steps.map(({ collection, purpose }) => [collection, purpose]));
  const content = { user: request.userId, made: clock.now().toISOString(), purposes, data: found };
  await repositories.privacyRequests.setArchive(requestId, await pack(JSON.stringify(content, null, 2)));
  const now = clock.now();
  await repositories.privacyRequests.move(requestId, 'requested', 'ready', {
    expiresAt: new Date(now.getTime() + policy.exportLinkDays * day),
    finishedAt: now,
  });
}

/** Runs when the time to change one's mind is over. Doing it twice does no harm; what tax law wants is kept, under a pseudonym. */
export async function privacyDelete(tools: WorkerTools, requestId: string): Promise<void> {
  const { repositories, clock } = tools;
  const request = await repositories.privacyRequests.get(requestId);
  if (request?.kind !== 'delete' || request.status !== 'scheduled') return;
  if (request.runsAt !== undefined && request.runsAt > clock.now()) return;
  await forget(tools, request.userId);
  await repositories.privacyRequests.move(requestId, 'scheduled', 'done', { finishedAt: clock.now() });
}

export async function forget(tools: WorkerTools, userId: string): Promise<void> {
  const { repositories, stripe, premiums, queues } = tools;
  const pseudonym = `deleted-${randomUUID()}`;
  const account = await repositories.accounts.get(userId);
  const subscriptions = await repositories.subscriptions.ofUser(userId);
  for (const { id, status } of subscriptions) {
    // First: once it names nobody, a job that begins again does not find it here any more.
    if (!over.includes(status)) await stripe.subscriptions.cancel(id, {}, { idempotencyKey: `forgotten-${id}` }).catch(orMissing);
    // Events about it go on coming: from now on they name nobody.
    await stripe.subscriptions.update(id, { metadata: { user_id: pseudonym } }).catch(orMissing);
    await sync(tools, id);
  }
  // Stripe keeps the invoices of a deleted customer, and forgets the rest.
  if (account?.stripeCustomerId) await stripe.customers.del(account.stripeCustomerId).catch(orMissing);
  await repositories.userData.erase(erasePlan(userId, pseudonym));
  for (const { guildId } of subscriptions) await premiums.changed(guildId);
  await queues.add('role-sync', { userId }, { key: userId });
}

function orMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}

/** The bot was removed from a server and has not come back. */
export async function guildPurge({ repositories, clock }: WorkerTools, guildId: string): Promise<void> {
  const guild = await repositories.guilds.get(guildId);
  if (guild?.purgeAt === undefined || guild.purgeAt > clock.now()) return;
  await repositories.userData.purgeGuild(guildId, purgePlan());
  await repositories.guilds.remove(guildId);
}

/** People who have not come back for the agreed time. Whoever pays is not forgotten. */
export async function inactivePurge(tools: WorkerTools): Promise<void> {
  const { repositories, site, clock, logger } = tools;
  const since = new Date(clock.now().getTime() - site.retention.inactiveDays * day);
  let forgotten = 0;
  for (const { userId } of await repositories.accounts.inactive(since, 500)) {
    const subscriptions = await repositories.subscriptions.ofUser(userId);
    if (subscriptions.some(({ status }) => !over.includes(status))) continue;
    await forget(tools, userId);
    forgotten += 1;
  }
  logger.info({ forgotten }, 'inactive accounts forgotten');
}

/** Keeps what the privacy policy promises, and reminds of requests that must be answered soon. */
export async function retention({ repositories, site, clock, queues, logger }: WorkerTools): Promise<void> {
  const now = clock.now();
  const forgotten = await repositories.audit.forget(new Date(now.getTime() - site.retention.auditDays * day));
  const expired = await repositories.privacyRequests.expired(now, 500);
  for (const { id } of expired) {
    await repositories.privacyRequests.setArchive(id, undefined);
    await repositories.privacyRequests.move(id, 'ready', 'done');
  }
  const due = await repositories.privacyRequests.due(new Date(now.getTime() + 7 * day), 50);
  if (due.length > 0) {
    const lines = due.map(({ id, kind, dueAt }) => `${kind} ${id}: answer by ${dueAt.toISOString().slice(0, 10)}`);
    await queues.add(
      'log-webhook',
      { title: 'Privacy requests that the law wants answered soon', lines },
      { key: now.toISOString().slice(0, 10) },
    );
  }
  logger.info({ auditEntries: forgotten, exports: expired.length, due: due.length }, 'retention kept');
}
