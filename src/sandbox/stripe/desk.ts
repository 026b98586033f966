/**
 * What a person does at Stripe and no API can: the actions behind the emulated dashboard's buttons, used by the page, by the control API
 * and by the scripted operator.
 */
import { OperatorError } from '../../core/errors.ts';
import type { Business } from './account.ts';
import { accountOf } from './account.ts';
import { cancel } from './billing.ts';
import { closeDispute, type Dispute, openDispute } from './disputes.ts';
import type { Charge, Subscription } from './model.ts';
import { newConfiguration, type PortalConfiguration } from './portal.ts';
import type { Permission } from './resource.ts';
import { itself, type Space, type Thing } from './space.ts';
import type { Books } from './state.ts';
import type { WebhookEndpoint } from './webhooks.ts';

export type Fields = Readonly<Record<string, string>>;
type Action = (books: Books, fields: Fields) => unknown;

/** Settings under "Customer e-mails" and "Communication preferences" that no API shows. */
export const hiddenSettings = {
  'refund-emails': ['refund_receipts', 'dispute_notices', 'refund_reason_required', 'refund_email_template'],
  alerts: ['alert_failed_payments', 'alert_disputes', 'alert_refunds', 'alert_payouts'],
} as const;

export const actions: Readonly<Record<string, Action>> = {
  /** Fills in the business form, so that Stripe lets the account charge and pays it out. */
  activate: (books, fields) => {
    const filled = {
      name: fields.name || 'Kingdom-77',
      description: fields.description || 'Premium features of a Discord bot, sold as a subscription',
      url: fields.url || 'https://kingdom77.test',
      support_email: fields.support_email || 'support@kingdom77.test',
      support_url: fields.support_url || 'https://kingdom77.test/support',
      terms_url: fields.terms_url || 'https://kingdom77.test/terms',
    };
    return everywhere(books, (business, space) => Object.assign(business, filled, { activated: true, activated_at: space.wall() }));
  },
  /** Settings → Business → Public details: what customers see. */
  'public-details': (books, { url, supportEmail, supportUrl }) =>
    everywhere(books, (business) =>
      Object.assign(business, {
        url: url || null,
        support_email: supportEmail || null,
        support_url: supportUrl || null,
      }),
    ),
  /** Stripe asks for more: charges and payouts stop. */
  deactivate: (books) => everywhere(books, (business) => Object.assign(business, { activated: false })),
  'refund-emails': (books) => switchOn(books, hiddenSettings['refund-emails']),
  alerts: (books) => switchOn(books, hiddenSettings.alerts),
  setting: (books, { name = '', value }) =>
    everywhere(books, (business) => Object.assign(business.settings, { [name]: value === 'on' || value === 'true' })),
  /** What happens when all retries of a renewal failed: `cancel`, `unpaid` or `past_due`. */
  dunning: (books, fields) => {
    const space = spaceFor(books, fields);
    const rule = space.find('dunning') ?? space.add({ id: 'dunning', object: 'dunning' });
    return space.change(rule, undefined, (changed) => Object.assign(changed, { outcome: fields.outcome ?? 'cancel' }));
  },
  'portal-default': (books, fields) => {
    const space = spaceFor(books, fields);
    const before = space.all<PortalConfiguration>('billing_portal.configuration').find(({ is_default }) => is_default);
    return before ?? space.add(newConfiguration(space, true));
  },
  dispute: (books, fields) => {
    const space = spaceFor(books, fields);
    return openDispute(space, thing<Charge>(space, 'charge', fields), fields.reason || 'fraudulent', space.wall());
  },
  'close-dispute': (books, fields) => {
    const space = spaceFor(books, fields);
    return closeDispute(space, thing<Dispute>(space, 'dispute', fields), fields.status === 'won' ? 'won' : 'lost', space.wall());
  },
  'cancel-subscription': (books, fields) => {
    const space = spaceFor(books, fields);
    const subscription = thing<Subscription>(space, 'subscription', fields);
    cancel(space, subscription, space.now(subscription.test_clock), 'cancellation_requested');
    return subscription;
  },
  archive: (books, fields) => {
    const space = spaceFor(books, fields);
    const found = thing<Thing>(space, fields.object ?? 'price', fields);
    return space.change(found, `${found.object}.updated`, (changed) => Object.assign(changed, { active: fields.active === 'true' }));
  },
  /** Changes any property of any thing, as somebody with the dashboard open could: `value` is JSON. */
  edit: (books, fields) => {
    const space = spaceFor(books, fields);
    const found = space.find(fields.id);
    if (!found) throw unknown(`nothing with the id ${fields.id}`);
    const value: unknown = JSON.parse(fields.value ?? 'null');
    return space.change(found, found.object === 'webhook_endpoint' ? undefined : `${found.object}.updated`, (changed) =>
      put(changed, (fields.path ?? '').split('.'), value),
    );
  },
  'remove-webhook': (books, fields) => {
    const space = spaceFor(books, fields);
    const endpoint = thing<WebhookEndpoint>(space, 'webhook_endpoint', fields);
    space.remove(endpoint);
    return endpoint;
  },
  'switch-webhook': (books, fields) => {
    const space = spaceFor(books, fields);
    const endpoint = thing<WebhookEndpoint>(space, 'webhook_endpoint', fields);
    return space.change(endpoint, undefined, (changed) =>
      Object.assign(changed, { status: fields.status === 'enabled' ? 'enabled' : 'disabled' }),
    );
  },
  /** Sends an event again to every endpoint that listens to it. */
  resend: (books, fields) => {
    const space = spaceFor(books, fields);
    const event = thing<Thing>(space, 'event', fields);
    const due = space.tools.clock.now().getTime();
    const endpoints = space.all<WebhookEndpoint>('webhook_endpoint').filter(({ status }) => status === 'enabled');
    for (const endpoint of endpoints) space.data.deliveries.push({ event: event.id, endpoint: endpoint.id, attempts: 0, due });
    return space.change(event, undefined, (changed) => Object.assign(changed, { pending_webhooks: endpoints.length }));
  },
  /** Takes a permission from the restricted keys, or gives it back. */
  restrict: (books, { permission = '', allow }) => {
    for (const key of books.state.keys.filter(({ kind }) => kind === 'restricted')) {
      const others = (key.permissions ?? []).filter((one) => one !== permission);
      key.permissions = allow === 'true' ? [...others, permission as Permission] : others;
    }
    books.touch();
    return { permission, allow: allow === 'true' };
  },
};

export function perform(books: Books, action: string, fields: Fields): unknown {
  const run = actions[action];
  if (!run) throw unknown(`no action ${action}`);
  for (const space of books.spaces) space.cause = itself;
  return run(books, fields);
}

function unknown(what: string): OperatorError {
  return new OperatorError({ what: `The emulated Stripe dashboard has ${what}`, fix: `Use one of: ${Object.keys(actions).join(', ')}` });
}

function spaceFor(books: Books, { mode }: Fields): Space {
  const space = books.spaceOf({ account: books.main, livemode: mode === 'live' });
  if (!space) throw unknown('no such mode');
  return space;
}

function thing<T extends Thing>(space: Space, object: string, { id }: Fields): T {
  const found = space.find<T>(id, object);
  if (!found) throw unknown(`no ${object} ${id}`);
  return found;
}

/** The business is the same in both modes. */
function everywhere(books: Books, edit: (business: Business, space: Space) => unknown): Thing | undefined {
  let account: Thing | undefined;
  for (const space of books.spaces.filter(({ data }) => data.account === books.main)) {
    const before = accountOf(space);
    space.change(space.must<Business>('business', 'business'), undefined, (business) => void edit(business, space));
    account = accountOf(space);
    if (JSON.stringify(before) !== JSON.stringify(account)) space.emit('account.updated', account);
  }
  return account;
}

function switchOn(books: Books, names: readonly string[]): unknown {
  return everywhere(books, (business) => Object.assign(business.settings, Object.fromEntries(names.map((name) => [name, true]))));
}

function put(target: Thing, path: readonly string[], value: unknown): void {
  let here: Record<string, unknown> = target;
  for (const step of path.slice(0, -1)) here = here[step] as Record<string, unknown>;
  here[path.at(-1) ?? ''] = value;
}
