/** The account itself: https://docs.stripe.com/api/accounts. What the person behind it filled in is kept beside it, as the thing `business`. */
import { Refusal } from './refusal.ts';
import { listOf } from './render.ts';
import { type Endpoint, endpoint } from './resource.ts';
import type { Space, Thing } from './space.ts';

/** The business form of the dashboard, the same in both modes. */
export interface Business extends Thing {
  name: string | null;
  description: string | null;
  email: string;
  support_email: string | null;
  support_url: string | null;
  url: string | null;
  terms_url: string | null;
  activated: boolean;
  /** Dashboard settings that no API shows. */
  settings: Record<string, boolean>;
}

export function newBusiness(email: string): Business {
  return {
    id: 'business',
    object: 'business',
    name: null,
    description: null,
    email,
    support_email: null,
    support_url: null,
    url: null,
    terms_url: null,
    activated: false,
    settings: {},
  };
}

/** What Stripe still wants to know before it pays out. */
const wanted = [
  'business_profile.mcc',
  'business_profile.product_description',
  'business_profile.url',
  'external_account',
  'representative.address.line1',
  'representative.dob.day',
  'representative.first_name',
  'representative.id_number',
  'representative.last_name',
  'tos_acceptance.date',
  'tos_acceptance.ip',
];

export function accountOf(space: Space): Thing {
  const business = space.must<Business>('business', 'business');
  const { activated } = business;
  const missing = activated ? [] : wanted;
  const requirements = (due: readonly string[], reason: string | null) => ({
    alternatives: [],
    current_deadline: null,
    currently_due: due,
    disabled_reason: reason,
    errors: [],
    eventually_due: due,
    past_due: due,
    pending_verification: [],
  });
  return {
    id: space.data.account,
    object: 'account',
    business_profile: {
      annual_revenue: null,
      estimated_worker_count: null,
      mcc: activated ? '5734' : null,
      minority_owned_business_designation: null,
      name: business.name,
      product_description: business.description,
      support_address: null,
      support_email: business.support_email,
      support_phone: null,
      support_url: business.support_url,
      url: business.url,
    },
    business_type: activated ? 'individual' : null,
    capabilities: activated ? { card_payments: 'active', transfers: 'active' } : {},
    charges_enabled: activated,
    controller: { type: 'account' },
    country: 'US',
    created: Number(business.created ?? 0),
    default_currency: 'usd',
    details_submitted: activated,
    email: business.email,
    external_accounts: listOf([], `/v1/accounts/${space.data.account}/external_accounts`),
    future_requirements: requirements([], null),
    metadata: {},
    payouts_enabled: activated,
    requirements: requirements(missing, activated ? null : 'requirements.past_due'),
    settings: settingsOf(business),
    tos_acceptance: { date: activated ? Number(business.activated_at ?? 0) : null, ip: null, user_agent: null },
    type: 'standard',
  };
}

function settingsOf(business: Business): Record<string, unknown> {
  return {
    bacs_debit_payments: { display_name: null, service_user_number: null },
    branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
    card_issuing: { tos_acceptance: { date: null, ip: null } },
    card_payments: {
      decline_on: { avs_failure: false, cvc_failure: true },
      statement_descriptor_prefix: null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
    dashboard: { display_name: business.name, timezone: 'Etc/UTC' },
    invoices: { default_account_tax_ids: null, hosted_payment_method_save: 'offer' },
    payments: {
      statement_descriptor: business.name ? business.name.toUpperCase().slice(0, 22) : null,
      statement_descriptor_kana: null,
      statement_descriptor_kanji: null,
      statement_descriptor_prefix_kana: null,
      statement_descriptor_prefix_kanji: null,
    },
    payouts: { debit_negative_balances: true, schedule: { delay_days: 2, interval: 'daily' }, statement_descriptor: null },
    sepa_debit_payments: {},
  };
}

export const account: readonly Endpoint[] = [
  endpoint({ method: 'GET', path: '/v1/account', needs: 'accounts_kyc_basic_read', params: {}, run: ({ space }) => accountOf(space) }),
  endpoint({
    method: 'GET',
    path: '/v1/accounts/{id}',
    needs: 'accounts_kyc_basic_read',
    params: {},
    run({ space, ids }) {
      if (ids.id === space.data.account) return accountOf(space);
      throw new Refusal(
        403,
        `The provided key does not have access to account '${ids.id}' (or that account does not exist). Application access may have been revoked.`,
        { code: 'account_invalid' },
      );
    },
  }),
];
