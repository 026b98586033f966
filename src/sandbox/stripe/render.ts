/**
 * Answers: a thing without our own fields, with what `expand[]` asks for put in its place.
 */
import { badParam } from './refusal.ts';
import { type Space, type Thing, visible } from './space.ts';

type Node = Record<string, unknown>;

export interface List<T = unknown> {
  object: 'list';
  data: T[];
  has_more: boolean;
  url: string;
}
export function listOf<T>(data: T[], url: string): List<T> {
  return { object: 'list', data, has_more: false, url };
}

/** Properties that are there only when asked for. */
const includable: Readonly<Record<string, Readonly<Record<string, (space: Space, node: Node) => unknown>>>> = {
  invoice: { payments: (space, { id }) => listOf(where(space, 'invoice_payment', 'invoice', id), `/v1/invoice_payments?invoice=${id}`) },
  charge: { refunds: (space, { id }) => listOf(where(space, 'refund', 'charge', id).reverse(), `/v1/charges/${id}/refunds`) },
  'checkout.session': {
    line_items: (space, { id }) => listOf(where(space, 'item', '$session', id), `/v1/checkout/sessions/${id}/line_items`),
  },
  customer: {
    subscriptions: (space, { id }) =>
      listOf(
        where(space, 'subscription', 'customer', id)
          .filter(({ status }) => status !== 'canceled')
          .reverse(),
        `/v1/customers/${id}/subscriptions`,
      ),
    sources: (_, { id }) => listOf([], `/v1/customers/${id}/sources`),
    tax_ids: (_, { id }) => listOf([], `/v1/customers/${id}/tax_ids`),
  },
};

/** Properties that hold an id (or nothing yet) and may hold the thing itself. */
const expandable = new Set([
  'balance_transaction',
  'charge',
  'configuration',
  'coupon',
  'customer',
  'default_payment_method',
  'default_price',
  'discounts',
  'invoice',
  'latest_charge',
  'latest_invoice',
  'payment_intent',
  'payment_method',
  'pending_setup_intent',
  'price',
  'product',
  'schedule',
  'setup_intent',
  'source',
  'subscription',
  'test_clock',
  'default_source',
  'application',
  'on_behalf_of',
]); // prettier-ignore

function where(space: Space, object: string, name: string, value: unknown): Thing[] {
  return space.all(object).filter((thing) => thing[name] === value);
}

export function render(space: Space, value: unknown, expand: readonly string[] = []): unknown {
  const shown = visible(value);
  for (const path of expand) {
    const steps = path.split('.');
    if (steps.filter((step) => step !== 'data').length > 4)
      throw badParam(`You cannot expand more than 4 levels of a property. Property: ${path}`, 'expand');
    open(space, shown as Node, steps, path);
  }
  return shown;
}

function open(space: Space, node: Node, [step, ...rest]: readonly string[], path: string): void {
  if (step === undefined) return;
  if (!(step in node)) {
    const include = includable[String(node.object)]?.[step];
    if (!include) throw badParam(`This property cannot be expanded (${path}).`, 'expand');
    node[step] = visible(include(space, node));
  }
  const value = node[step];
  const isRef = expandable.has(step);
  if (typeof value === 'string' || value === null) {
    if (!isRef && !isEmptyHash(value, rest)) throw badParam(`This property cannot be expanded (${path}).`, 'expand');
    const found = typeof value === 'string' ? space.find(value) : undefined;
    if (found) node[step] = visible(found);
  } else if (Array.isArray(value) && isRef) {
    node[step] = value.map((inner) => (typeof inner === 'string' ? visible(space.find(inner) ?? inner) : inner));
  }
  if (rest.length > 0)
    for (const inner of [node[step]].flat()) if (inner !== null && typeof inner === 'object') open(space, inner as Node, rest, path);
}

/** `parent.subscription_details.subscription` of an invoice whose parent is null: nothing to expand, and no mistake. */
function isEmptyHash(value: unknown, rest: readonly string[]): boolean {
  return value === null && rest.length > 0;
}
