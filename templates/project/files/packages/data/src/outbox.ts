/**
 * Work that is written down in the database. Jobs in Redis only make it happen soon: what a lost Redis forgot is found here and queued again.
 */
import { policy } from '@k77/config';
import type { Repositories } from './ports/repositories.ts';

export interface Work {
  kind: 'stripe-event' | 'refund' | 'privacy-export' | 'privacy-delete' | 'giveaway-end' | 'guild-purge' | 'entitlement-expired';
  id: string;
}

const most = 500;

/** @param now work that is younger than a minute is left to its own job */
export async function pendingWork(repositories: Repositories, now: Date, limit = most): Promise<readonly Work[]> {
  const { inbox, refunds, privacyRequests, giveaways, guilds, entitlements } = repositories;
  const before = new Date(now.getTime() - policy.outboxAfterMs);
  const lists = await Promise.all([
    inbox.waiting(before, limit).then((found) => found.map(({ id }): Work => ({ kind: 'stripe-event', id }))),
    refunds.waiting(before, limit).then((found) => found.map(({ id }): Work => ({ kind: 'refund', id }))),
    privacyRequests.waiting(before, now, limit).then((found) => found.map(({ id, kind }): Work => ({ kind: `privacy-${kind}`, id }))),
    giveaways.due(before, limit).then((found) => found.map(({ id }): Work => ({ kind: 'giveaway-end', id }))),
    guilds.purgeDue(now, limit).then((found) => found.map(({ guildId }): Work => ({ kind: 'guild-purge', id: guildId }))),
    entitlements.expired(now, limit).then((found) => found.map(({ guildId }): Work => ({ kind: 'entitlement-expired', id: guildId }))),
  ]);
  return lists.flat();
}
