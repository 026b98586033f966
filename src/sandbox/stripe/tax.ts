/** Stripe Tax: https://docs.stripe.com/api/tax/settings, …/tax/registrations. Registers and settings only; amounts of tax are always 0 here. */
import { clearable, country, hash, oneOf, orWord, required, text, time } from './params.ts';
import { badParam, refuse } from './refusal.ts';
import { type Endpoint, endpoint, resource } from './resource.ts';
import type { Space, Thing } from './space.ts';

interface Settings extends Thing {
  defaults: Record<string, unknown>;
  head_office: { address: Record<string, unknown> } | null;
  status: 'active' | 'pending';
}

const behavior = oneOf('exclusive', 'inclusive', 'inferred_by_currency');
const place = hash({
  city: clearable(text),
  country: clearable(country),
  line1: clearable(text),
  line2: clearable(text),
  postal_code: clearable(text),
  state: clearable(text),
});
const noPlace = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

function settingsOf(space: Space): Settings {
  return (
    space.find<Settings>('tax.settings') ??
    space.add<Settings>({
      id: 'tax.settings',
      object: 'tax.settings',
      defaults: { provider: 'stripe', tax_behavior: null, tax_code: null },
      head_office: null,
      livemode: space.livemode,
      status: 'pending',
      status_details: { pending: { missing_fields: ['head_office', 'defaults.tax_code'] } },
    })
  );
}

/** As Stripe shows it: the settings have no id. */
function shown({ id, ...rest }: Settings): Record<string, unknown> {
  return rest;
}

const settings: Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/v1/tax/settings',
    needs: 'tax_settings_read',
    params: {},
    run: ({ space }) => shown(settingsOf(space)),
  }),
  endpoint({
    method: 'POST',
    path: '/v1/tax/settings',
    needs: 'tax_settings_write',
    params: { defaults: hash({ tax_behavior: behavior, tax_code: text }), head_office: hash({ address: required(place) }) },
    run({ space, params }) {
      const taxCode = params.defaults?.tax_code;
      if (taxCode !== undefined && !/^txcd_\d{8}$/.test(taxCode))
        throw badParam(`No such tax code: '${taxCode}'`, 'defaults[tax_code]', 'resource_missing');
      if (params.head_office && !params.head_office.address.country)
        throw badParam('Missing required param: head_office[address][country].', 'head_office[address][country]', 'parameter_missing');
      const changed = space.change(settingsOf(space), 'tax.settings.updated', (now) => {
        now.defaults = { ...now.defaults, ...params.defaults };
        if (params.head_office) now.head_office = { address: { ...noPlace, ...now.head_office?.address, ...params.head_office.address } };
        const missing = [...(now.head_office ? [] : ['head_office']), ...(now.defaults.tax_code ? [] : ['defaults.tax_code'])];
        now.status = missing.length > 0 ? 'pending' : 'active';
        now.status_details = missing.length > 0 ? { pending: { missing_fields: missing } } : { active: {} };
      });
      return shown(changed);
    },
  }),
];

/** `automatic_tax` of subscriptions, invoices and checkout. @throws Refusal while the head office is unknown */
export function automaticTax(space: Space, enabled: boolean): Record<string, unknown> {
  if (enabled && !settingsOf(space).head_office)
    throw refuse(
      `You must have a valid head office address to enable automatic tax calculation in ${space.livemode ? 'live' : 'test'} mode. Visit https://dashboard.stripe.com/settings/tax to update it.`,
      { code: 'stripe_tax_inactive', param: 'automatic_tax[enabled]' },
    );
  return { disabled_reason: null, enabled, liability: enabled ? { type: 'self' } : null };
}

const simple = hash({
  type: required(oneOf('standard', 'simplified')),
  standard: hash({ place_of_supply_scheme: oneOf('inbound_goods', 'standard', 'small_seller') }),
});
const union = hash({
  type: required(oneOf('ioss', 'oss_non_union', 'oss_union', 'standard')),
  standard: hash({ place_of_supply_scheme: oneOf('inbound_goods', 'small_seller', 'standard') }),
});
const states = hash({
  state: required(text),
  type: required(
    oneOf('local_amusement_tax', 'local_lease_tax', 'state_communications_tax', 'state_retail_delivery_fee', 'state_sales_tax'),
  ),
});
const provinces = hash({
  type: required(oneOf('province_standard', 'simplified', 'standard')),
  province_standard: hash({ province: required(text) }),
});
const european = 'at be bg cy cz de dk ee es fi fr gr hr hu ie it lt lu lv mt nl pl pt ro se si sk'.split(' ');
const elsewhere =
  'ae al am ao au az ba bb bd bf bh bj bs by cd ch cl cm co cr cv ec eg et gb ge gn id in is jp ke kg kh kr kz la lk ma md me mk mr my ng no np nz om pe ph rs ru sa sg sn sr th tj tr tw tz ua ug uy uz vn za zm zw'.split(
    ' ',
  );
const options = hash({
  us: states,
  ca: provinces,
  ...Object.fromEntries(european.map((code) => [code, union])),
  ...Object.fromEntries(elsewhere.map((code) => [code, simple])),
});

const registrations = resource({
  object: 'tax.registration',
  path: '/v1/tax/registrations',
  permission: 'tax_registration',
  filters: { status: oneOf('active', 'all', 'expired', 'scheduled') },
  keep: (registration: Thing, { status }, space) => {
    registration.status = statusOf(registration, space.wall());
    return status === undefined || status === 'all' || registration.status === status;
  },
  create: {
    params: {
      active_from: required(orWord('now', time)),
      country: required(country),
      country_options: required(options),
      expires_at: time,
    },
    build({ space, params }): Thing {
      const now = space.wall();
      const code = params.country.toLowerCase();
      const chosen = (params.country_options as Record<string, unknown>)[code];
      if (chosen === undefined)
        throw badParam(`Missing required param: country_options[${code}].`, `country_options[${code}]`, 'parameter_missing');
      if (
        space
          .all('tax.registration')
          .some((other) => statusOf(other, now) !== 'expired' && other.country === params.country && sameState(other, code, chosen))
      )
        throw refuse(`You already have an active registration for ${params.country}.`, { param: 'country' });
      const registration: Thing = {
        id: space.id('taxreg_'),
        object: 'tax.registration',
        active_from: params.active_from === 'now' ? now : params.active_from,
        country: params.country,
        country_options: { [code]: chosen },
        created: now,
        expires_at: params.expires_at ?? null,
        livemode: space.livemode,
        status: 'active',
      };
      registration.status = statusOf(registration, now);
      return registration;
    },
  },
  update: {
    params: { active_from: orWord('now', time), expires_at: clearable(orWord('now', time)) },
    change(registration, { space, params }) {
      const now = space.wall();
      if (params.active_from !== undefined) registration.active_from = params.active_from === 'now' ? now : params.active_from;
      if (params.expires_at !== undefined) registration.expires_at = params.expires_at === 'now' ? now : params.expires_at;
      registration.status = statusOf(registration, now);
    },
  },
});

function statusOf(registration: Thing, now: number): 'active' | 'expired' | 'scheduled' {
  if (registration.expires_at !== null && Number(registration.expires_at) <= now) return 'expired';
  return Number(registration.active_from) > now ? 'scheduled' : 'active';
}

function sameState(other: Thing, code: string, chosen: unknown): boolean {
  const before = (other.country_options as Record<string, { state?: string; province_standard?: { province: string } }>)[code];
  const now = chosen as { state?: string; province_standard?: { province: string } };
  return before?.state === now.state && before?.province_standard?.province === now.province_standard?.province;
}

export const tax: readonly Endpoint[] = [...settings, ...registrations];
