/**
 * The webhook endpoint that somebody made by hand at Stripe: known by its address. Its secret was shown once; it is asked for where no service has it, and never made anew.
 */
import type Stripe from 'stripe';
import { bestFirst, type Candidate, survey } from '../../core/adoption.ts';
import { stripe, stripeApiVersion } from '../../vendors/stripe.ts';
import { stripeEvents } from '../../vendors/stripe-events.ts';
import { tag } from './premium.ts';

const dashboard = 'https://dashboard.stripe.com';

export const webhookSurvey = survey({
  id: 'stripe.webhook',
  task: 'stripe.webhook',
  guide: ['6.1/3'],
  title: 'Webhook endpoint',
  uses: [stripe],
  needs: ['domain'],
  tolerates: ['STRIPE_WEBHOOK_ENDPOINT', 'STRIPE_WEBHOOK_SECRET'],
  gives: ['STRIPE_WEBHOOK_ENDPOINT'],
  pick: 'one',
  async candidates(context) {
    const endpoints = await context.client(stripe).webhookEndpoints.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
    return bestFirst(
      endpoints.map((endpoint) => endpointCandidate(context.values.domain, endpoint, endpoints)).filter((one) => one !== undefined),
    );
  },
});

function endpointCandidate(
  domain: string,
  endpoint: Stripe.WebhookEndpoint,
  all: readonly Stripe.WebhookEndpoint[],
): Candidate | undefined {
  const wanted = `https://api.${domain}/api/stripe/webhook`;
  const { hostname, pathname } = URL.canParse(endpoint.url) ? new URL(endpoint.url) : { hostname: '', pathname: '' };
  const twins = all.filter(({ url }) => url === endpoint.url).length;
  const sure = [
    endpoint.metadata[tag] === 'webhook' && 'k77 marked it',
    endpoint.url === wanted && twins === 1 && `its address is ${wanted}`,
    endpoint.url !== wanted && hostname === `api.${domain}` && twins === 1 && `its address is at api.${domain}`,
  ].filter((one) => one !== false);
  const ownHost = hostname === domain || hostname.endsWith(`.${domain}`);
  const speaks = /stripe|webhook/i.test(pathname);
  if (sure.length === 0 && !ownHost && !speaks) return undefined;
  const missing = endpoint.enabled_events.includes('*') ? [] : stripeEvents.filter((event) => !endpoint.enabled_events.includes(event));
  const extra = endpoint.enabled_events.filter((event) => !(stripeEvents as readonly string[]).includes(event));
  const other = endpoint.api_version !== stripeApiVersion;
  return {
    id: endpoint.id,
    name: endpoint.url,
    about: `${endpoint.enabled_events.length} events, ${endpoint.status}${twins > 1 ? `; ${twins} endpoints have this address` : ''}`,
    where: `${dashboard}/webhooks/${endpoint.id}`,
    confidence: sure.length > 0 ? 'certain' : ownHost ? 'likely' : 'possible',
    because: [...sure, ...(sure.length === 0 ? [ownHost ? `its address is under ${domain}` : `its path is ${pathname}`] : [])],
    differs: [
      ...(endpoint.url === wanted ? [] : [`it leads to ${endpoint.url}, the API answers at ${wanted}`]),
      ...(missing.length > 0
        ? [`it has ${stripeEvents.length - missing.length} of ${stripeEvents.length} events; missing: ${missing.join(', ')}`]
        : []),
      ...(extra.length > 0
        ? [`it is sent ${extra.includes('*') ? 'every event there is' : extra.join(', ')}, which the API does not handle`]
        : []),
      ...(endpoint.status === 'enabled' ? [] : ['it is switched off']),
      ...(other
        ? [`it speaks API version ${endpoint.api_version ?? 'of the account'}, not ${stripeApiVersion}; Stripe never changes that in place`]
        : []),
    ],
    values: { STRIPE_WEBHOOK_ENDPOINT: endpoint.id },
    // Another version would mean another endpoint and another secret.
    keeps: other ? ['apiVersion'] : [],
    asks: [
      {
        key: 'STRIPE_WEBHOOK_SECRET',
        ask: 'the signing secret of this endpoint',
        why: 'Stripe showed it when the endpoint was made; it is a variable of your API at its host, or Dashboard → Webhooks → the endpoint → Signing secret',
        where: `${dashboard}/webhooks/${endpoint.id}`,
        check: (text) => /^whsec_\S{8,}$/.test(text) || 'it begins with whsec_',
      },
    ],
  };
}
