/**
 * Collection `entitlements`: one document per server with all facts. Writers count revisions, so that of two that read the same state one starts over.
 */
import {
  addFact,
  type DiscordFact,
  type Entitlement,
  expiresAt,
  type Fact,
  noEntitlement,
  type PremiumRules,
  type StripeFact,
} from '@k77/core';
import { z } from 'zod';
import type { Entitlements } from '../ports/entitlements.ts';
import { type Document, type Documents, Duplicate, type Store } from '../store/documents.ts';
import { compact, count, decode, id, maybe, time } from './codec.ts';

const common = { id: z.string(), user_id: id, observed_at: time };
const stripeFact = z.object({
  ...common,
  source: z.literal('stripe'),
  status: z.enum(['active', 'trialing', 'past_due', 'unpaid', 'canceled', 'incomplete', 'incomplete_expired', 'paused']),
  period_end: time,
  cancel_at_period_end: z.boolean(),
  past_due_since: maybe(time),
  revoked: maybe(z.enum(['refund', 'dispute'])),
});
const discordFact = z.object({
  ...common,
  source: z.literal('discord'),
  sku_id: id,
  starts_at: maybe(time),
  ends_at: maybe(time),
  deleted: z.boolean(),
});
const schema = z.object({
  _id: id,
  revision: count,
  facts: z.record(z.string(), z.discriminatedUnion('source', [stripeFact, discordFact])),
});
type Row = z.output<typeof schema>;

const read = (document: Document) => decode('entitlements', schema, document);
const mostAttempts = 50;

export function entitlementsIn(store: Store): Entitlements {
  const documents = store.collection('entitlements');
  return {
    async get(guildId) {
      const found = await documents.get({ _id: guildId });
      return found && toEntitlement(read(found));
    },
    async add(fact, rules, now) {
      for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
        const found = await documents.get({ _id: fact.guildId });
        const row = found && read(found);
        const before = row === undefined ? noEntitlement(fact.guildId) : toEntitlement(row);
        const entitlement = addFact(before, fact);
        if (entitlement === before) return { entitlement, changed: false };
        if (await write(documents, entitlement, row?.revision, rules, now)) return { entitlement, changed: true };
      }
      throw new Error('the entitlement is changed by others all the time');
    },
    ofUser: async (userId) => (await documents.list({ user_id: userId })).map((one) => toEntitlement(read(one))),
    expired: async (now, limit) =>
      (await documents.list({ expires_at: { $lte: now } }, { sort: { expires_at: 1 }, limit })).map((one) => toEntitlement(read(one))),
    async settle(guildId, rules, now) {
      const found = await documents.get({ _id: guildId });
      if (found === undefined) return;
      const row = read(found);
      await write(documents, toEntitlement(row), row.revision, rules, now);
    },
  };
}

/** False: somebody else was faster. */
async function write(
  documents: Documents,
  entitlement: Entitlement,
  revision: number | undefined,
  rules: PremiumRules,
  now: Date,
): Promise<boolean> {
  const { guildId, facts } = entitlement;
  const until = expiresAt(entitlement, now, rules);
  const payers = [...new Set(Object.values(facts).map(({ userId }) => userId))];
  const fields = {
    user_id: payers,
    facts: Object.fromEntries(Object.entries(facts).map(([key, fact]) => [key, toRow(fact)])),
    ...(until === undefined ? {} : { expires_at: until }),
  };
  if (revision !== undefined) {
    const clear = until === undefined ? { $unset: { expires_at: true } as const } : {};
    return (await documents.change({ _id: guildId, revision }, { $set: fields, $inc: { revision: 1 }, ...clear })) !== undefined;
  }
  try {
    await documents.insert({ _id: guildId, revision: 1, ...fields });
    return true;
  } catch (error) {
    if (error instanceof Duplicate) return false;
    throw error;
  }
}

function toRow(fact: Fact): Document {
  const { source, id: factId, userId, observedAt } = fact;
  const base = { source, id: factId, user_id: userId, observed_at: observedAt };
  return compact(fact.source === 'stripe' ? { ...base, ...stripeFields(fact) } : { ...base, ...discordFields(fact) });
}

function stripeFields({ status, periodEnd, cancelAtPeriodEnd, pastDueSince, revoked }: StripeFact): Document {
  return { status, period_end: periodEnd, cancel_at_period_end: cancelAtPeriodEnd, past_due_since: pastDueSince, revoked };
}

function discordFields({ skuId, startsAt, endsAt, deleted }: DiscordFact): Document {
  return { sku_id: skuId, starts_at: startsAt, ends_at: endsAt, deleted };
}

function toEntitlement({ _id: guildId, facts }: Row): Entitlement {
  return { guildId, facts: Object.fromEntries(Object.entries(facts).map(([key, row]) => [key, toFact(guildId, row)])) };
}

function toFact(guildId: string, row: Row['facts'][string]): Fact {
  const base = { id: row.id, guildId, userId: row.user_id, observedAt: row.observed_at };
  return row.source === 'stripe'
    ? {
        ...base,
        source: 'stripe',
        status: row.status,
        periodEnd: row.period_end,
        cancelAtPeriodEnd: row.cancel_at_period_end,
        pastDueSince: row.past_due_since,
        revoked: row.revoked,
      }
    : { ...base, source: 'discord', skuId: row.sku_id, startsAt: row.starts_at, endsAt: row.ends_at, deleted: row.deleted };
}
