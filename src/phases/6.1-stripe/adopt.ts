/**
 * What somebody made by hand at Stripe: products, prices, the webhook endpoint with its secret, the customer portal.
 */
import type Stripe from 'stripe';
import { type Adoption, bestFirst, type Candidate, survey } from '../../core/adoption.ts';
import { stripe } from '../../vendors/stripe.ts';
import { priceSurvey, productSurvey } from './adopt-products.ts';
import { webhookProof } from './adopt-proof.ts';
import { webhookSurvey } from './adopt-webhook.ts';
import { tag } from './premium.ts';

const dashboard = 'https://dashboard.stripe.com';

const portalSurvey = survey({
  id: 'stripe.portal',
  task: 'stripe.portal',
  guide: ['post#121'],
  title: 'Customer portal',
  uses: [stripe],
  needs: ['domain'],
  tolerates: ['STRIPE_PORTAL_CONFIGURATION'],
  gives: ['STRIPE_PORTAL_CONFIGURATION'],
  pick: 'one',
  async candidates(context) {
    const { domain } = context.values;
    const found = await context
      .client(stripe)
      .billingPortal.configurations.list({ active: true, limit: 100 })
      .autoPagingToArray({ limit: 1000 });
    return bestFirst(found.map((one) => portalCandidate(domain, context.values.STRIPE_PORTAL_CONFIGURATION, one, found.length)));
  },
});

function portalCandidate(domain: string, deployed: string | undefined, one: Stripe.BillingPortal.Configuration, of: number): Candidate {
  const { privacy_policy_url: privacy, terms_of_service_url: terms } = one.business_profile;
  const sure = [
    one.metadata?.[tag] === 'portal' && 'k77 marked it',
    deployed === one.id && 'a deployed service uses it as STRIPE_PORTAL_CONFIGURATION',
    of === 1 && 'it is the only one of the account',
  ].filter((text) => text !== false);
  const likely = one.is_default ? 'it is the default of the account' : `it leads back to ${one.default_return_url ?? 'nowhere'}`;
  return {
    id: one.id,
    name: one.is_default ? 'Default configuration' : one.id,
    about: `cancel ${one.features.subscription_cancel.enabled ? one.features.subscription_cancel.mode : 'off'}, back to ${one.default_return_url ?? 'nowhere'}`,
    where: `${dashboard}/settings/billing/portal`,
    confidence: sure.length > 0 ? 'certain' : one.is_default ? 'likely' : 'possible',
    because: [...sure, likely],
    differs: [
      ...(privacy === `https://${domain}/legal/privacy` ? [] : [`its privacy policy is ${privacy ?? 'nowhere'}`]),
      ...(terms === `https://${domain}/legal/terms` ? [] : [`its terms are ${terms ?? 'nowhere'}`]),
      ...(one.features.subscription_update.enabled ? ['it lets customers switch plans'] : []),
    ],
    values: { STRIPE_PORTAL_CONFIGURATION: one.id },
  };
}

export const stripeAdoption: Adoption = {
  surveys: [productSurvey('monthly'), productSurvey('yearly'), priceSurvey('monthly'), priceSurvey('yearly'), webhookSurvey, portalSurvey],
  proofs: [webhookProof],
};
