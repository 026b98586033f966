/** Prices: https://docs.stripe.com/api/prices. Amount, currency and rhythm are immutable; a lookup key can move to another price. */

import { newProduct } from './new-product.ts';
import {
  atLeast,
  clearable,
  currency,
  decimal,
  flag,
  hash,
  list,
  metadata,
  moments,
  oneOf,
  required,
  text,
  type Values,
} from './params.ts';
import { badParam, refuse } from './refusal.ts';
import { assign, mergeMetadata, referred, resource } from './resource.ts';
import type { Space, Thing } from './space.ts';

export type Interval = 'day' | 'week' | 'month' | 'year';

export interface Price extends Thing {
  active: boolean;
  currency: string;
  lookup_key: string | null;
  product: string;
  recurring: { interval: Interval; interval_count: number; meter: null; usage_type: string; trial_period_days: number | null } | null;
  unit_amount: number | null;
  type: 'recurring' | 'one_time';
}

const rhythm = hash({
  interval: required(oneOf('day', 'month', 'week', 'year')),
  interval_count: atLeast(1),
  usage_type: oneOf('licensed'),
});

export const priceParams = {
  currency: required(currency),
  custom_unit_amount: hash({ enabled: required(flag), maximum: atLeast(0), minimum: atLeast(0), preset: atLeast(0) }),
  recurring: rhythm,
  tax_behavior: oneOf('exclusive', 'inclusive', 'unspecified'),
  unit_amount: atLeast(0),
  unit_amount_decimal: decimal,
  metadata,
};
type PriceData = Values<typeof priceParams>;

const changeable = {
  active: flag,
  lookup_key: clearable(text),
  metadata,
  nickname: clearable(text),
  tax_behavior: priceParams.tax_behavior,
  transfer_lookup_key: flag,
};

export const prices = resource({
  object: 'price',
  path: '/v1/prices',
  permission: 'plan',
  events: { created: 'price.created', updated: 'price.updated' },
  filters: {
    active: flag,
    created: moments,
    currency,
    lookup_keys: list(text),
    product: text,
    recurring: hash({ interval: oneOf('day', 'month', 'week', 'year'), meter: text, usage_type: oneOf('licensed', 'metered') }),
    type: oneOf('one_time', 'recurring'),
  },
  keep: (price: Price, { active, currency: money, lookup_keys, product, recurring, type }) => {
    if (lookup_keys && lookup_keys.length > 10) throw badParam('You may only specify up to 10 lookup_keys.', 'lookup_keys');
    return (
      (active === undefined || price.active === active) &&
      (money === undefined || price.currency === money) &&
      (lookup_keys === undefined || (price.lookup_key !== null && lookup_keys.includes(price.lookup_key))) &&
      (product === undefined || price.product === product) &&
      (recurring?.interval === undefined || price.recurring?.interval === recurring.interval) &&
      (recurring?.usage_type === undefined || price.recurring?.usage_type === recurring.usage_type) &&
      (type === undefined || price.type === type)
    );
  },
  create: {
    params: {
      ...priceParams,
      active: flag,
      billing_scheme: oneOf('per_unit'),
      lookup_key: text,
      nickname: text,
      product: text,
      product_data: hash({
        id: text,
        name: required(text),
        active: flag,
        metadata,
        statement_descriptor: text,
        tax_code: text,
        unit_label: text,
      }),
      transfer_lookup_key: flag,
    },
    build({ space, params }) {
      const product = params.product_data ? productFor(space, params.product_data) : params.product;
      if (product === undefined)
        throw badParam('You must specify either `product` or `product_data` when creating a price.', 'product', 'parameter_missing');
      referred(space, 'product', product, 'product');
      const price = newPrice(space, product, params);
      if (params.lookup_key !== undefined) takeLookupKey(space, price, params.lookup_key, params.transfer_lookup_key);
      assign(price, { active: params.active, nickname: params.nickname, metadata: params.metadata });
      return price;
    },
  },
  update: {
    params: changeable,
    change(price, { space, params }) {
      if (params.active === false && isDefault(space, price))
        throw refuse('This price cannot be archived because it is the default price of its product.', { param: 'active' });
      if (params.tax_behavior !== undefined && price.tax_behavior !== 'unspecified' && params.tax_behavior !== price.tax_behavior)
        throw refuse('tax_behavior cannot be changed once it is set to inclusive or exclusive.', { param: 'tax_behavior' });
      if (params.lookup_key) takeLookupKey(space, price, params.lookup_key, params.transfer_lookup_key);
      assign(price, params, 'transfer_lookup_key');
    },
  },
});

export function newPrice(space: Space, product: string, params: PriceData): Price {
  const { unit_amount, unit_amount_decimal, recurring } = params;
  if (unit_amount !== undefined && unit_amount_decimal !== undefined)
    throw badParam('You may only specify one of these parameters: unit_amount, unit_amount_decimal.', 'unit_amount');
  if (unit_amount === undefined && unit_amount_decimal === undefined && !params.custom_unit_amount)
    throw badParam('Missing required param: unit_amount.', 'unit_amount', 'parameter_missing');
  const whole =
    unit_amount_decimal !== undefined && /^-?\d+(\.0+)?$/.test(unit_amount_decimal) ? Math.trunc(Number(unit_amount_decimal)) : null;
  return {
    id: space.id('price_'),
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: space.wall(),
    currency: params.currency,
    custom_unit_amount: params.custom_unit_amount
      ? { maximum: null, minimum: null, preset: null, ...params.custom_unit_amount, enabled: undefined }
      : null,
    livemode: space.livemode,
    lookup_key: null,
    metadata: mergeMetadata({}, params.metadata ?? {}),
    nickname: null,
    product,
    recurring: recurring
      ? {
          interval: recurring.interval,
          interval_count: recurring.interval_count ?? 1,
          meter: null,
          trial_period_days: null,
          usage_type: recurring.usage_type ?? 'licensed',
        }
      : null,
    tax_behavior: params.tax_behavior ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: recurring ? 'recurring' : 'one_time',
    unit_amount: unit_amount ?? whole,
    unit_amount_decimal: unit_amount_decimal ?? (unit_amount === undefined ? null : String(unit_amount)),
  };
}

function productFor(space: Space, data: { id?: string; name: string; metadata?: Record<string, string> | null }): string {
  const product = space.add(newProduct(space, data.id, data.name));
  assign(product, data, 'id');
  space.emit('product.created', product);
  return product.id;
}

function isDefault(space: Space, price: Price): boolean {
  return space.find(price.product)?.default_price === price.id;
}

function takeLookupKey(space: Space, price: Price, key: string, transfer: boolean | undefined): void {
  const owner = space.all<Price>('price').find((other) => other.lookup_key === key && other.id !== price.id);
  if (owner && !transfer)
    throw refuse(`A price (\`${owner.id}\`) already uses that lookup key.`, { param: 'lookup_key', code: 'resource_already_exists' });
  if (owner) space.change(owner, 'price.updated', (other) => Object.assign(other, { lookup_key: null }));
  price.lookup_key = key;
}
