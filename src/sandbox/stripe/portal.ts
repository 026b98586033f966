/** The customer portal: https://docs.stripe.com/api/customer_portal/configurations, …/sessions */
import { clearable, flag, hash, list, metadata, oneOf, required, text, url } from './params.ts';
import { badParam, refuse } from './refusal.ts';
import { assign, type Endpoint, endpoint, mergeMetadata, referred, resource } from './resource.ts';
import type { Space, Thing } from './space.ts';

export interface PortalConfiguration extends Thing {
  active: boolean;
  is_default: boolean;
  features: Features;
  business_profile: Record<string, unknown>;
  login_page: { enabled: boolean; url: string | null };
}
type Feature = Record<string, unknown> & { enabled: boolean };
type Features = Record<
  'customer_update' | 'invoice_history' | 'payment_method_update' | 'subscription_cancel' | 'subscription_update',
  Feature
>;

const reasons = oneOf(
  'customer_service',
  'low_quality',
  'missing_features',
  'other',
  'switched_service',
  'too_complex',
  'too_expensive',
  'unused',
);
const updates = oneOf('address', 'email', 'name', 'phone', 'shipping', 'tax_id');
const profile = hash({ headline: clearable(text), privacy_policy_url: clearable(url), terms_of_service_url: clearable(url) });

const features = hash({
  customer_update: hash({ allowed_updates: clearable(list(updates)), enabled: flag }),
  invoice_history: hash({ enabled: required(flag) }),
  payment_method_update: hash({ enabled: required(flag), payment_method_configuration: clearable(text) }),
  subscription_cancel: hash({
    cancellation_reason: hash({ enabled: required(flag), options: clearable(list(reasons)) }),
    enabled: flag,
    mode: oneOf('at_period_end', 'immediately'),
    proration_behavior: oneOf('always_invoice', 'create_prorations', 'none'),
  }),
  subscription_update: hash({
    billing_cycle_anchor: oneOf('now', 'unchanged'),
    default_allowed_updates: clearable(list(oneOf('price', 'promotion_code', 'quantity'))),
    enabled: flag,
    products: clearable(
      list(hash({ prices: required(list(text)), product: required(text), adjustable_quantity: hash({ enabled: required(flag) }) })),
    ),
    proration_behavior: oneOf('always_invoice', 'create_prorations', 'none'),
    schedule_at_period_end: hash({ conditions: list(hash({ type: required(oneOf('decreasing_item_amount', 'shortening_interval')) })) }),
    trial_update_behavior: oneOf('continue_trial', 'end_trial'),
  }),
});

const described = {
  business_profile: profile,
  default_return_url: clearable(url),
  features,
  login_page: hash({ enabled: required(flag) }),
  metadata,
  name: clearable(text),
};

const configurations = resource({
  object: 'billing_portal.configuration',
  path: '/v1/billing_portal/configurations',
  permission: 'customer_portal',
  events: { created: 'billing_portal.configuration.created', updated: 'billing_portal.configuration.updated' },
  filters: { active: flag, is_default: flag },
  create: {
    params: { ...described, features: required(features) },
    build({ space, params }) {
      const configuration = newConfiguration(space, false);
      shape(space, configuration, params);
      return configuration;
    },
  },
  update: {
    params: { ...described, active: flag },
    change(configuration, { space, params }) {
      if (params.active === false && configuration.is_default)
        throw refuse('You cannot deactivate the default configuration.', { param: 'active' });
      if (params.active !== undefined) configuration.active = params.active;
      shape(space, configuration, params);
      configuration.updated = space.wall();
    },
  },
});

type Given = {
  features?: object;
  business_profile?: object;
  default_return_url?: string | null;
  login_page?: { enabled: boolean };
  metadata?: Record<string, string> | null;
  name?: string | null;
};

function shape(space: Space, configuration: PortalConfiguration, params: Given): void {
  const { features: wanted = {}, business_profile, login_page } = params;
  for (const [name, feature] of Object.entries(wanted) as [keyof Features, Feature][]) {
    if (name === 'subscription_update' && feature.enabled && !(feature.products ?? configuration.features[name].products))
      throw badParam(
        'Missing required param: features[subscription_update][products].',
        'features[subscription_update][products]',
        'parameter_missing',
      );
    if (
      name === 'customer_update' &&
      feature.enabled &&
      !((feature.allowed_updates ?? configuration.features[name].allowed_updates) as unknown[] | null)?.length
    )
      throw badParam(
        'Missing required param: features[customer_update][allowed_updates].',
        'features[customer_update][allowed_updates]',
        'parameter_missing',
      );
    configuration.features = { ...configuration.features, [name]: { ...configuration.features[name], ...feature } };
  }
  if (business_profile) configuration.business_profile = { ...configuration.business_profile, ...business_profile };
  if (login_page)
    configuration.login_page = {
      enabled: login_page.enabled,
      url: login_page.enabled ? `https://billing.stripe.com/p/login/${space.letters(20)}` : null,
    };
  assign(configuration, { default_return_url: params.default_return_url, name: params.name });
  if (params.metadata !== undefined)
    configuration.metadata = mergeMetadata(configuration.metadata as Record<string, string>, params.metadata);
}

/** The default one is made in the dashboard, never by the API. */
export function newConfiguration(space: Space, isDefault: boolean): PortalConfiguration {
  const now = space.wall();
  return {
    id: space.id('bpc_'),
    object: 'billing_portal.configuration',
    active: true,
    application: null,
    business_profile: { headline: null, privacy_policy_url: null, terms_of_service_url: null },
    created: now,
    default_return_url: null,
    features: {
      customer_update: { allowed_updates: [], enabled: false },
      invoice_history: { enabled: false },
      payment_method_update: { enabled: false, payment_method_configuration: null },
      subscription_cancel: {
        cancellation_reason: { enabled: false, options: [] },
        enabled: false,
        mode: 'at_period_end',
        proration_behavior: 'none',
      },
      subscription_update: {
        billing_cycle_anchor: null,
        default_allowed_updates: [],
        enabled: false,
        proration_behavior: 'none',
        schedule_at_period_end: { conditions: [] },
        trial_update_behavior: 'end_trial',
      },
    },
    is_default: isDefault,
    livemode: space.livemode,
    login_page: { enabled: false, url: null },
    metadata: {},
    name: null,
    updated: now,
  };
}

const sessions = endpoint({
  method: 'POST',
  path: '/v1/billing_portal/sessions',
  needs: 'customer_portal_write',
  params: { configuration: text, customer: required(text), locale: text, return_url: url },
  run({ space, params }) {
    const customer = referred<Thing>(space, 'customer', params.customer, 'customer');
    const standard = space.all<PortalConfiguration>('billing_portal.configuration').find(({ is_default }) => is_default);
    const mode = space.livemode ? 'live' : 'test';
    if (params.configuration === undefined && !standard)
      throw refuse(
        `No configuration provided and your ${mode} mode default configuration has not been created. Provide a configuration or create your default by saving your customer portal settings in ${mode} mode at https://dashboard.stripe.com/${space.livemode ? '' : 'test/'}settings/billing/portal.`,
      );
    const configuration =
      params.configuration === undefined
        ? standard
        : referred<PortalConfiguration>(space, 'billing_portal.configuration', params.configuration, 'configuration');
    const session = space.add({
      id: space.id('bps_'),
      object: 'billing_portal.session',
      configuration: configuration?.id,
      created: space.wall(),
      customer: customer.id,
      customer_account: null,
      flow: null,
      livemode: space.livemode,
      locale: params.locale ?? null,
      on_behalf_of: null,
      return_url: params.return_url ?? configuration?.default_return_url ?? null,
      url: `https://billing.stripe.com/p/session/${mode}_${space.letters(48)}`,
    });
    space.emit('billing_portal.session.created', session);
    return session;
  },
});

export const portal: readonly Endpoint[] = [...configurations, sessions];
