/** Invoices and their lines as they are right after their creation, with totals, discounts and the customer's balance applied. */
import type { Customer, Invoice, Item, Line, Subscription } from './model.ts';
import { listOf } from './render.ts';
import type { Space, Thing } from './space.ts';

export interface Period {
  start: number;
  end: number;
}

export interface LineData {
  amount: number;
  currency: string;
  description: string;
  period: Period;
  quantity?: number;
  unitAmount?: string | null;
  price?: { id: string; product: string };
  proration?: boolean;
  subscription?: string;
  item?: string;
  invoiceItem?: string;
}

export function newLine(space: Space, data: LineData): Line {
  const proration = { proration: data.proration ?? false, proration_details: { credited_items: null } };
  const subscription = data.subscription ?? null;
  return {
    id: space.id('il_'),
    object: 'line_item',
    amount: data.amount,
    currency: data.currency,
    description: data.description,
    discount_amounts: [],
    discountable: !data.proration,
    discounts: [],
    invoice: null,
    livemode: space.livemode,
    metadata: {},
    parent: data.item
      ? {
          invoice_item_details: null,
          subscription_item_details: { ...proration, invoice_item: null, subscription, subscription_item: data.item },
          type: 'subscription_item_details',
        }
      : {
          invoice_item_details: { ...proration, invoice_item: data.invoiceItem ?? null, subscription },
          subscription_item_details: null,
          type: 'invoice_item_details',
        },
    period: data.period,
    pretax_credit_amounts: [],
    pricing: data.price
      ? {
          price_details: { price: data.price.id, product: data.price.product },
          type: 'price_details',
          unit_amount_decimal: data.unitAmount ?? null,
        }
      : null,
    quantity: data.quantity ?? 1,
    quantity_decimal: String(data.quantity ?? 1),
    subscription,
    subtotal: data.amount,
    taxes: [],
  };
}

export function lineFor(space: Space, subscription: Subscription, item: Item, period: Period, trial: boolean): Line {
  const { price, quantity } = item;
  const name = String(space.find(price.product)?.name ?? price.product);
  const unit = price.unit_amount ?? Math.round(Number(price.unit_amount_decimal ?? 0));
  const each = `(at ${(unit / 100).toFixed(2)} ${price.currency.toUpperCase()} / ${price.recurring?.interval ?? 'time'})`;
  return newLine(space, {
    amount: trial ? 0 : unit * quantity,
    currency: price.currency,
    description: trial ? `Free trial for ${quantity} × ${name}` : `${quantity} × ${name} ${each}`,
    period,
    quantity,
    unitAmount: price.unit_amount_decimal as string | null,
    price,
    subscription: subscription.id,
    item: item.id,
  });
}

export interface InvoiceData {
  customer: Customer;
  subscription?: Subscription;
  lines: Line[];
  reason: string;
  currency: string;
  at: number;
  period: Period;
  collection?: 'charge_automatically' | 'send_invoice';
  daysUntilDue?: number | null;
  discounts?: readonly string[];
}

export function newInvoice(space: Space, data: InvoiceData): Invoice {
  const { customer, subscription, lines, at } = data;
  const id = space.id('in_');
  const collection = data.collection ?? subscription?.collection_method ?? 'charge_automatically';
  const due = data.daysUntilDue ?? subscription?.days_until_due ?? null;
  for (const line of lines) line.invoice = id;
  const invoice: Invoice = {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: null,
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: false,
    automatic_tax: subscription
      ? { ...(subscription.automatic_tax as object), provider: null, status: null }
      : { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: data.reason,
    collection_method: collection,
    created: at,
    currency: data.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address,
    customer_email: customer.email,
    customer_name: customer.name,
    customer_phone: customer.phone,
    customer_shipping: customer.shipping,
    customer_tax_exempt: customer.tax_exempt,
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: subscription?.description ?? null,
    discounts: [...(data.discounts ?? subscription?.discounts ?? [])],
    due_date: collection === 'send_invoice' ? at + (due ?? 30) * 86400 : null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: listOf(lines, `/v1/invoices/${id}/lines`),
    livemode: space.livemode,
    metadata: {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: subscription
      ? {
          quote_details: null,
          subscription_details: { metadata: { ...subscription.metadata }, subscription: subscription.id },
          type: 'subscription_details',
        }
      : null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: data.period.end,
    period_start: data.period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: customer.balance,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: customer.test_clock,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: at,
    $intent: null,
  };
  total(space, invoice);
  return space.add(invoice);
}

/** Adds the lines up, takes discounts off, then the customer's balance. */
export function total(space: Space, invoice: Invoice): void {
  const subtotal = invoice.lines.data.reduce((sum, line) => sum + line.amount, 0);
  const taken = discountsOf(space, invoice, subtotal);
  const sum = subtotal - taken.reduce((all, { amount }) => all + amount, 0);
  const due = Math.max(0, sum + invoice.starting_balance);
  Object.assign(invoice, {
    subtotal,
    subtotal_excluding_tax: subtotal,
    total: sum,
    total_excluding_tax: sum,
    total_discount_amounts: taken,
    amount_due: due,
    amount_remaining: due - invoice.amount_paid,
  });
}

function discountsOf(space: Space, invoice: Invoice, subtotal: number): { amount: number; discount: string }[] {
  let left = Math.max(0, subtotal);
  return (invoice.discounts as string[]).flatMap((id) => {
    const coupon = space.find<Thing>((space.find(id)?.source as { coupon?: string } | undefined)?.coupon, 'coupon');
    if (!coupon) return [];
    const amount = Math.min(
      left,
      coupon.percent_off === null ? Number(coupon.amount_off) : Math.round((left * Number(coupon.percent_off)) / 100),
    );
    left -= amount;
    return [{ amount, discount: id }];
  });
}
