/**
 * Guide 6.1/7, optional: Stripe Tax. It computes tax only where you have registered; registering and filing stay your duty.
 * https://docs.stripe.com/tax/set-up
 */
import type Stripe from 'stripe';
import type { Values } from '../../core/keys.ts';
import { notWanted, task } from '../../core/task.ts';
import { stripe } from '../../vendors/stripe.ts';

/** "Software as a service, personal use": https://docs.stripe.com/tax/tax-codes */
const taxCode = 'txcd_10103000';
const off = 'you answered that Stripe Tax stays off';

interface Settings {
  country: string | null;
  state: string | null | undefined;
  taxCode: string | null;
  behavior: string | null;
  status: string;
}

export const taxSettings = task({
  id: 'stripe.tax-settings',
  guide: ['6.1/7', '6.1#020'],
  settings: [{ id: '6.1/7:automatic', says: 'Head office, tax code for software as a service, tax added on top of the price' }],
  title: 'Set up Stripe Tax',
  uses: [stripe],
  needs: ['taxCollection', 'taxCountry'],
  want: (values) => (values.taxCollection === 'yes' ? settingsFor(values.taxCountry) : notWanted(off)),

  async read(context): Promise<Settings | undefined> {
    return shape(await context.client(stripe).tax.settings.retrieve());
  },

  async apply(context, want): Promise<Settings> {
    const address = { country: String(want.country), ...(want.state ? { state: want.state } : {}) };
    const made = await context
      .client(stripe)
      .tax.settings.update({ defaults: { tax_code: taxCode, tax_behavior: 'exclusive' }, head_office: { address } });
    return shape(made);
  },
  undo: { never: 'Stripe keeps tax settings; switch automatic tax off in Checkout instead' },
  gives: {},
});

export const taxRegistrations = task({
  id: 'stripe.tax-registrations',
  guide: ['6.1/7', '6.1#020'],
  settings: [{ id: '6.1/7:regions', says: 'The countries and US states in which you have registered' }],
  title: 'Tell Stripe where you are registered for tax',
  uses: [stripe],
  needs: ['taxCollection', 'taxRegistrations'],
  want: (values) => {
    const places = placesOf(values);
    return places.length > 0 ? { places } : notWanted(values.taxCollection === 'yes' ? 'you named no registrations' : off);
  },

  /** Only the places that are wanted: other registrations are yours and stay untouched. */
  async read(context, want) {
    const active = await context.client(stripe).tax.registrations.list({ status: 'active', limit: 100 }).autoPagingToArray({ limit: 1000 });
    const there = active.map(placeOf).filter((place) => want.places.includes(place));
    return there.length > 0 ? { places: [...new Set(there)] } : undefined;
  },

  async apply(context, want, have) {
    for (const place of want.places.filter((one) => !have?.places.includes(one)))
      await context.client(stripe).tax.registrations.create(registrationFor(place));
    return want;
  },
  undo: {
    never: 'a registration says what you told the authorities; end it at https://dashboard.stripe.com/tax/registrations when that changes',
  },
  gives: {},
});

function settingsFor(head: string): Settings {
  const [country = '', state] = head.split('-');
  return { country, state, taxCode, behavior: 'exclusive', status: 'active' };
}

function shape(seen: Stripe.Tax.Settings): Settings {
  const address = seen.head_office?.address;
  return {
    country: address?.country ?? null,
    state: address?.state ?? null,
    taxCode: seen.defaults.tax_code,
    behavior: seen.defaults.tax_behavior,
    status: seen.status,
  };
}

/** "US-CA, DE" → ["US-CA", "DE"] */
export function placesOf(values: Values<'taxCollection' | 'taxRegistrations'>): string[] {
  if (values.taxCollection !== 'yes') return [];
  return values.taxRegistrations.split(/[\s,]+/).filter((place) => place !== '' && place !== 'none');
}

function placeOf(registration: Stripe.Tax.Registration): string {
  const state = registration.country_options.us?.state;
  return state ? `US-${state}` : registration.country;
}

function registrationFor(place: string): Stripe.Tax.RegistrationCreateParams {
  const [country = '', state] = place.split('-');
  if (country === 'US') return { country, active_from: 'now', country_options: { us: { state: state ?? '', type: 'state_sales_tax' } } };
  const options = { [country.toLowerCase()]: { type: 'standard' } } as Stripe.Tax.RegistrationCreateParams['country_options'];
  return { country, active_from: 'now', country_options: options };
}
