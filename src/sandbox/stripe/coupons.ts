/** Coupons and the discounts they give: https://docs.stripe.com/api/coupons (no promotion codes, no products to apply to). */
import { atLeast, clearable, currency, decimal, hash, list, metadata, moments, oneOf, text, time } from './params.ts';
import { badParam, refuse } from './refusal.ts';
import { assign, referred, resource } from './resource.ts';
import type { Space, Thing } from './space.ts';

export const discountParams = list(hash({ coupon: text, discount: text }));
export interface DiscountParam {
  coupon?: string;
  discount?: string;
}

export const coupons = resource({
  object: 'coupon',
  path: '/v1/coupons',
  permission: 'coupon',
  events: { created: 'coupon.created', updated: 'coupon.updated', deleted: 'coupon.deleted' },
  filters: { created: moments },
  create: {
    params: {
      amount_off: atLeast(1),
      currency,
      duration: oneOf('forever', 'once', 'repeating'),
      duration_in_months: atLeast(1),
      id: text,
      max_redemptions: atLeast(1),
      metadata,
      name: text,
      percent_off: decimal,
      redeem_by: time,
    },
    build({ space, params }): Thing {
      if (params.id !== undefined && space.find(params.id))
        throw refuse('Coupon already exists.', { code: 'resource_already_exists', param: 'id' });
      if ((params.amount_off === undefined) === (params.percent_off === undefined))
        throw badParam('You must specify exactly one of `amount_off` or `percent_off`.', 'percent_off', 'parameter_missing');
      if (params.amount_off !== undefined && !params.currency)
        throw badParam('Missing required param: currency.', 'currency', 'parameter_missing');
      const coupon: Thing = {
        id: params.id ?? space.letters(8).toUpperCase(),
        object: 'coupon',
        amount_off: params.amount_off ?? null,
        created: space.wall(),
        currency: params.currency ?? null,
        duration: params.duration ?? 'once',
        duration_in_months: params.duration_in_months ?? null,
        livemode: space.livemode,
        max_redemptions: params.max_redemptions ?? null,
        metadata: {},
        name: params.name ?? null,
        percent_off: params.percent_off === undefined ? null : Number(params.percent_off),
        redeem_by: params.redeem_by ?? null,
        times_redeemed: 0,
        valid: true,
      };
      assign(coupon, { metadata: params.metadata });
      return coupon;
    },
  },
  update: { params: { metadata, name: clearable(text) }, change: (coupon, { params }) => assign(coupon, params) },
  remove: () => {},
});

/** Redeems coupons for a subscription. Returns the ids of the discounts. */
export function attachDiscounts(
  space: Space,
  wanted: readonly DiscountParam[] | undefined,
  of: { customer: string; subscription: string },
  at: number,
): string[] {
  return (wanted ?? []).flatMap(({ coupon: id, discount }) => {
    if (discount !== undefined) return [discount];
    if (id === undefined) return [];
    const coupon = referred<Thing>(space, 'coupon', id, 'discounts[0][coupon]');
    if (!coupon.valid)
      throw refuse(`Coupon ${id} is expired and cannot be applied.`, { code: 'coupon_expired', param: 'discounts[0][coupon]' });
    coupon.times_redeemed = Number(coupon.times_redeemed) + 1;
    coupon.valid = coupon.max_redemptions === null || Number(coupon.times_redeemed) < Number(coupon.max_redemptions);
    const made = space.add({
      id: space.id('di_'),
      object: 'discount',
      checkout_session: null,
      ...of,
      customer_account: null,
      end: null,
      invoice: null,
      invoice_item: null,
      promotion_code: null,
      source: { coupon: id, type: 'coupon' },
      start: at,
      subscription_item: null,
    });
    return [made.id];
  });
}
