/**
 * The customer portal (post#121): customers change their card, see invoices and cancel at the end of the period; switching plans stays off.
 * https://docs.stripe.com/api/customer_portal/configurations
 */
import type Stripe from 'stripe';
import type { Values } from '../../core/keys.ts';
import { task } from '../../core/task.ts';
import { stripe } from '../../vendors/stripe.ts';
import { tag } from './premium.ts';

interface Portal {
  id?: string;
  privacyPolicy: string | null;
  termsOfService: string | null;
  returnUrl: string | null;
  paymentMethod: boolean;
  invoices: boolean;
  cancel: string;
  switchPlan: boolean;
}

export const portal = task({
  id: 'stripe.portal',
  guide: ['post#121'],
  title: 'Configure the customer portal',
  uses: [stripe],
  needs: ['domain'],
  want: ({ domain }: Values<'domain'>): Portal => ({
    privacyPolicy: `https://${domain}/legal/privacy`,
    termsOfService: `https://${domain}/legal/terms`,
    returnUrl: `https://${domain}/account/billing`,
    paymentMethod: true,
    invoices: true,
    cancel: 'at_period_end',
    switchPlan: false,
  }),

  /** The one kept, else ours, else the account's default, which is adopted. */
  async read(context) {
    const found = await context
      .client(stripe)
      .billingPortal.configurations.list({ active: true, limit: 100 })
      .autoPagingToArray({ limit: 1000 });
    const kept = context.kept('STRIPE_PORTAL_CONFIGURATION');
    const current =
      found.find((one) => one.id === kept) ?? found.find((one) => one.metadata?.[tag] === 'portal') ?? found.find((one) => one.is_default);
    return current && shape(current);
  },

  async apply(context, want, have) {
    const configurations = context.client(stripe).billingPortal.configurations;
    const made = have?.id ? await configurations.update(have.id, params(want)) : await configurations.create(params(want));
    return shape(made);
  },

  async undo(context, have) {
    if (have.id) await context.client(stripe).billingPortal.configurations.update(have.id, { active: false });
  },
  gives: { STRIPE_PORTAL_CONFIGURATION: (have: Portal) => have.id },
});

function params(want: Portal): Stripe.BillingPortal.ConfigurationCreateParams {
  return {
    business_profile: { privacy_policy_url: String(want.privacyPolicy), terms_of_service_url: String(want.termsOfService) },
    default_return_url: String(want.returnUrl),
    features: {
      payment_method_update: { enabled: want.paymentMethod },
      invoice_history: { enabled: want.invoices },
      subscription_cancel: { enabled: true, mode: 'at_period_end' },
      subscription_update: { enabled: want.switchPlan },
    },
    metadata: { [tag]: 'portal' },
  };
}

function shape(seen: Stripe.BillingPortal.Configuration): Portal {
  const { features, business_profile: business } = seen;
  return {
    id: seen.id,
    privacyPolicy: business.privacy_policy_url,
    termsOfService: business.terms_of_service_url,
    returnUrl: seen.default_return_url,
    paymentMethod: features.payment_method_update.enabled,
    invoices: features.invoice_history.enabled,
    cancel: features.subscription_cancel.enabled ? features.subscription_cancel.mode : 'off',
    switchPlan: features.subscription_update.enabled,
  };
}
