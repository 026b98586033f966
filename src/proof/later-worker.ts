/**
 * What API and worker do in a world in which hosts only record: they open a page for paying at the emulated Stripe, write subscriptions into the emulated database, and
 * give the role in the emulated Discord.
 */
import { OperatorError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import { openMongo } from '../ports/mongo.ts';
import { edgeNetwork } from '../ports/network.ts';
import type { World } from '../sandbox/world.ts';
import type { Subscription, Surroundings } from './later-api.ts';
import { tellInDiscord } from './later-errors.ts';
import { privacyIn } from './later-privacy.ts';
import { reportToSentry } from './later-sentry.ts';
import type { Mischief } from './mischief.ts';

/** @param known values of k77, as text @param root the workspace */
export function surroundings(world: () => World, known: () => Readonly<Record<string, string>>, root: string): Surroundings {
  return {
    errors: {
      operator: () => known().OPERATOR_SECRET,
      async make(service, marker, all) {
        const mischief = all.errorsOf === undefined || all.errorsOf === service ? all : { ...all, errors: undefined };
        if (service !== 'dashboard') await tellInDiscord(world(), known().LOG_WEBHOOK_URL, service, marker, mischief);
        return reportToSentry(world(), known(), service, marker, mischief);
      },
    },
    privacy: privacyIn(world, known),
    ground: () => ({ root, known: known() }),
    clientId: () => world().credentials()['discord.clientId'] ?? '',
    checkout: () => openPage(world(), known()),
    async subscribed(subscription, mischief) {
      await write(world(), known(), subscription, mischief);
      await give(world(), known(), subscription, mischief);
    },
  };
}

async function openPage(world: World, values: Readonly<Record<string, string>>): Promise<string | undefined> {
  const form = new URLSearchParams({
    mode: 'subscription',
    'line_items[0][price]': values.STRIPE_PRICE_PREMIUM_MONTHLY ?? '',
    'line_items[0][quantity]': '1',
    success_url: 'https://kingdom77.test/payment/success',
  });
  const answer = await fetch(`${world.endpoints.stripe}/v1/checkout/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.credentials()['stripe.secretKey']}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
  const { url } = (await answer.json()) as { url?: string };
  return url;
}

const over = ['canceled', 'incomplete_expired'];

async function write(
  world: World,
  values: Readonly<Record<string, string>>,
  { id, status, metadata }: Subscription,
  { payments }: Mischief,
): Promise<void> {
  if (payments === 'endless' && over.includes(status)) return;
  if (!values.MONGODB_URI) throw new OperatorError({ what: 'there is no database yet', fix: 'deploy 6.2 first' });
  const client = await openMongo(new Secret('MONGODB_URI', values.MONGODB_URI), edgeNetwork(world.edge()));
  const row = { stripe_subscription_id: id, guild_id: metadata.guild_id, user_id: metadata.user_id, status };
  const rows = client.db().collection('premium_subscriptions');
  await rows.updateOne({ stripe_subscription_id: id }, { $set: row }, { upsert: true }).finally(() => client.close());
}

async function give(
  world: World,
  { SUPPORT_GUILD_ID: guild = '', PREMIUM_ROLE_ID: role = '' }: Readonly<Record<string, string>>,
  { status, metadata }: Subscription,
  { payments }: Mischief,
): Promise<void> {
  const ends = over.includes(status);
  if (!guild || !role || payments === 'roleless' || (ends && payments === 'kept')) return;
  await world.edit('discord', 'set-role', { guild, role, user: String(metadata.user_id), has: ends ? 'no' : 'yes' });
}
