/**
 * One purchase from beginning to end: Stripe takes it and tells the API, which writes it down; the worker reads it anew, the database knows the subscription, and
 * the buyer has the role. In a rehearsal and in staging k77 buys by itself, with a card of Stripe's test mode, for a server that does not exist, and takes everything
 * back. With live keys it only looks at what people have bought.
 */
import { DiscordAPIError, Routes } from 'discord.js';
import type Stripe from 'stripe';
import type { CheckContext } from '../src/core/check.ts';
import { messageOf } from '../src/core/errors.ts';
import type { Values } from '../src/core/keys.ts';
import { discord } from '../src/vendors/discord.ts';
import { internet } from '../src/vendors/internet.ts';
import { mongodb } from '../src/vendors/mongodb.ts';
import { stripe } from '../src/vendors/stripe.ts';

export const rehearsalNeeds = ['STRIPE_SECRET_KEY', 'STRIPE_PRICE_PREMIUM_MONTHLY', 'MONGODB_URI', 'DISCORD_TOKEN', 'ENVIRONMENT'] as const;
export const rehearsalTolerates = ['API_DEPLOYED', 'WORKER_DEPLOYED', 'SUPPORT_GUILD_ID', 'PREMIUM_ROLE_ID'] as const;
export const rehearsalUses = [stripe, mongodb, discord, internet];

export type Rehearsing = Omit<CheckContext, 'values'> & {
  values: Values<(typeof rehearsalNeeds)[number]> & Partial<Values<(typeof rehearsalTolerates)[number]>>;
};

/** Seconds; undefined: it did not happen within the patience. */
export interface Rehearsed {
  subscription: string;
  /** The database knew it as active. */
  written: number | undefined;
  /** … and as ended. */
  ended: number | undefined;
  /** Undefined: there is no role to give, or the buyer is in no support server. */
  role: { buyer: string; had: boolean; given: number | undefined; taken: number | undefined } | undefined;
  /** Why there is no role to be seen. */
  roleless: string | undefined;
  /** Somebody refused on the way. */
  refused: string | undefined;
}

export const collection = 'premium_subscriptions';
/** Everything of a rehearsal is on this machine; Stripe’s own events may take a while. */
const patienceOf = ({ environment }: Pick<CheckContext, 'environment'>): number => (environment === 'sandbox' ? 0.3 : 0.6);
const marker = 'k77 rehearsal';

/** Once for each deployment, whoever asks. */
export function rehearsePayment(context: Rehearsing): Promise<Rehearsed> {
  const { API_DEPLOYED, WORKER_DEPLOYED } = context.values;
  return context.client(internet).once(`payment ${API_DEPLOYED} ${WORKER_DEPLOYED}`, () => rehearse(context));
}

async function rehearse(context: Rehearsing): Promise<Rehearsed> {
  const client = context.client(stripe);
  const buyer = await buyerOf(context);
  const guild = guildOfNobody(context);
  const customer = await client.customers.create({ name: marker });
  const made: { id?: string } = {};
  try {
    const card = await client.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    await client.customers.update(customer.id, { invoice_settings: { default_payment_method: card.id } });
    const began = context.clock.tick();
    const since = (): number => Math.round((context.clock.tick() - began) / 100) / 10;
    const { id } = await client.subscriptions.create({
      customer: customer.id,
      items: [{ price: context.values.STRIPE_PRICE_PREMIUM_MONTHLY }],
      payment_behavior: 'error_if_incomplete',
      metadata: { guild_id: guild, user_id: buyer.id, env: context.values.ENVIRONMENT },
    });
    made.id = id;
    const written = await seen(context, since, async () => (await rowOf(context, id))?.status === 'active');
    const given = written === undefined || !buyer.role ? undefined : await seen(context, since, () => hasRole(context, buyer.id));
    await client.subscriptions.cancel(id);
    const ended =
      written === undefined ? undefined : await seen(context, since, async () => (await rowOf(context, id))?.status === 'canceled');
    // Who had the role before goes on having it.
    const leaves = buyer.role && !buyer.had && given !== undefined && ended !== undefined;
    const taken = leaves ? await seen(context, since, async () => !(await hasRole(context, buyer.id))) : undefined;
    const role = buyer.role ? { buyer: buyer.name, had: buyer.had, given, taken } : undefined;
    return { subscription: id, written, ended, role, roleless: buyer.roleless, refused: undefined };
  } catch (error) {
    if (!isStripes(error)) throw error;
    return {
      subscription: made.id ?? '',
      written: undefined,
      ended: undefined,
      role: undefined,
      roleless: undefined,
      refused: messageOf(error),
    };
  } finally {
    await takeBack(context, customer.id, made.id, guild);
  }
}

async function seen(context: Rehearsing, since: () => number, look: () => Promise<boolean>): Promise<number | undefined> {
  const patient = context.wait('what a purchase does', async () => ((await look()) ? since() : undefined), patienceOf(context));
  return patient.catch((error: unknown) => {
    context.signal.throwIfAborted();
    if (/not after/.test(messageOf(error))) return undefined;
    throw error;
  });
}

/** Nothing stays: not at Stripe, not in the database. Only when every event has been read; one that came later would write the subscription down again. */
async function takeBack(context: Rehearsing, customer: string, subscription: string | undefined, guild: string): Promise<void> {
  const [client, database] = [context.client(stripe), context.client(mongodb)];
  // Takes a subscription that is still there along.
  await client.customers.del(customer);
  if (subscription === undefined) return;
  const unread = async (): Promise<true | undefined> =>
    (await database.count('stripe_events', { status: 'received' })) === 0 ? true : undefined;
  const gone = async (): Promise<true | undefined> => ((await rowOf(context, subscription))?.status === 'active' ? undefined : unread());
  await context.wait('the events of the rehearsal', gone, patienceOf(context)).catch(() => undefined);
  await database.deleteOne(collection, { stripe_subscription_id: subscription });
  await database.deleteOne('entitlements', { _id: guild });
}

export async function rowOf(context: Pick<Rehearsing, 'client'>, id: string): Promise<Record<string, unknown> | undefined> {
  return (await context.client(mongodb).find(collection, { stripe_subscription_id: id }, 1))[0];
}

interface Buyer {
  id: string;
  name: string;
  role: boolean;
  had: boolean;
  roleless: string | undefined;
}

/** The owner of the application: in a rehearsal nobody else's roles are touched. */
async function buyerOf(context: Rehearsing): Promise<Buyer> {
  const { owner, team } = (await context.client(discord).get(Routes.currentApplication())) as {
    owner?: { id: string; username: string };
    team?: { owner_user_id: string } | null;
  };
  const id = team?.owner_user_id ?? owner?.id ?? guildOfNobody(context);
  const name = owner?.username ?? id;
  const roles = await rolesOf(context, id);
  const wanted = context.values.PREMIUM_ROLE_ID;
  const roleless = !wanted
    ? 'no support server and no role are named: nobody is given one'
    : roles === undefined
      ? `${name}, who owns the application, is not in the support server`
      : undefined;
  return { id, name, role: roleless === undefined, had: wanted !== undefined && (roles ?? []).includes(wanted), roleless };
}

async function hasRole(context: Rehearsing, user: string): Promise<boolean> {
  const { PREMIUM_ROLE_ID } = context.values;
  return PREMIUM_ROLE_ID !== undefined && ((await rolesOf(context, user)) ?? []).includes(PREMIUM_ROLE_ID);
}

/** In the support server; undefined: no member of it, or there is none. */
export async function rolesOf(context: Pick<Rehearsing, 'client' | 'values'>, user: string): Promise<readonly string[] | undefined> {
  const { SUPPORT_GUILD_ID } = context.values;
  if (!SUPPORT_GUILD_ID) return undefined;
  try {
    const { roles } = (await context.client(discord).get(Routes.guildMember(SUPPORT_GUILD_ID, user))) as { roles: string[] };
    return roles;
  } catch (error) {
    // Unknown Member, Unknown User: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
    if (error instanceof DiscordAPIError && [10007, 10013].includes(Number(error.code))) return undefined;
    throw error;
  }
}

/** An id that Discord would give a server made in 2080. */
function guildOfNobody({ random }: Pick<Rehearsing, 'random'>): string {
  const then = BigInt(Date.parse('2080-01-01T00:00:00Z') - 1_420_070_400_000);
  const chance = BigInt(`0x${random.uuid().replaceAll('-', '').slice(0, 5)}`);
  return String((then << 22n) | chance);
}

/** What people bought through our checkout, newest first, left alone for five minutes: the worker may be reading it. */
export async function boughtOnes(context: Rehearsing): Promise<Stripe.Subscription[]> {
  const before = Math.floor(context.clock.now().getTime() / 1000) - 300;
  const { data } = await context.client(stripe).subscriptions.list({ status: 'all', limit: 100, created: { lte: before } });
  return data.filter(({ metadata }) => metadata.guild_id && metadata.user_id).slice(0, 20);
}

function isStripes(error: unknown): error is Error {
  const { type } = (error ?? {}) as { type?: unknown };
  return error instanceof Error && (type === 'StripeCardError' || type === 'StripeInvalidRequestError');
}
