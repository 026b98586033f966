/** What a run left behind: rows of the database without the times at which they were written, who has the premium role, and what was paid back. */
import type { Mongo } from '@k77/data';
import type { TestWorld } from '@k77/testkit';
import type { Buyer } from './purchases.ts';

const collections = ['accounts', 'entitlements', 'premium_subscriptions', 'stripe_events', 'refunds', 'audit_logs'] as const;
/** When something was read or written differs from run to run, and so do ids that the database gives. Fields of every depth. */
const moments = ['observed_at', 'observedAt', 'synced_at', 'received_at', 'at', 'version', 'revision'];

export interface Outcome {
  /** One text a row, sorted. */
  rows: Readonly<Record<string, readonly string[]>>;
  /** Buyers who have the premium role. */
  roles: readonly string[];
  /** Amounts that Stripe sent back. */
  paidBack: readonly string[];
}

export async function outcomeOf(world: TestWorld, { db }: Mongo, buyers: readonly Buyer[]): Promise<Outcome> {
  const rows = await Promise.all(
    collections.map(async (name) => {
      const found = await db.collection(name).find().toArray();
      return [name, found.map(({ _id, ...row }) => text(typeof _id === 'string' ? { _id, ...row } : row)).sort()] as const;
    }),
  );
  const { data: paidBack } = await world.stripe.request<{ data: { id: string; amount: number }[] }>('GET', '/v1/refunds', { limit: 100 });
  const { support } = world.discord;
  const roles = await Promise.all(
    buyers.map(async ({ id }) => ((await world.discord.rolesOf(id)).includes(support.premiumRole) ? [id] : [])),
  );
  return { rows: Object.fromEntries(rows), roles: roles.flat(), paidBack: paidBack.map(({ amount }) => String(amount)).sort() };
}

/** Rows, roles and refunds that are in one outcome and not in the other, counted with repetition. */
export function differences(one: Outcome, other: Outcome): readonly string[] {
  const rows = collections.flatMap((name) => apart(one.rows[name] ?? [], other.rows[name] ?? []).map((row) => `${name} ${row}`));
  const paidBack = apart(one.paidBack, other.paidBack).map((amount) => `refund at Stripe ${amount}`);
  return [...rows, ...apart(one.roles, other.roles).map((id) => `role of ${id}`), ...paidBack];
}

/** Everything goes, but the indexes stay. */
export async function forget({ db }: Mongo): Promise<void> {
  await Promise.all(collections.map((name) => db.collection(name).deleteMany({})));
}

function apart(one: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  const missing = one.filter((row) => {
    const index = left.indexOf(row);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return [...missing.map((row) => `- ${row}`), ...left.map((row) => `+ ${row}`)];
}

function text(row: object): string {
  return JSON.stringify(row, (key, value: unknown) => {
    if (moments.includes(key)) return undefined;
    if (typeof value === 'bigint') return String(value);
    const isPlain = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isPlain ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
  });
}
