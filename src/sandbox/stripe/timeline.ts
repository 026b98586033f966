/**
 * Time passes: finds what falls due next on a test clock (or in the world outside) and lets it happen, in order, each at its own moment.
 */
import { advance, cancel, collect, renew, setAside, span } from './billing.ts';
import { day, hour } from './calendar.ts';
import { expire } from './checkout-pay.ts';
import type { Customer, Invoice, Subscription } from './model.ts';
import type { Session } from './new-session.ts';
import { itself, type Space } from './space.ts';

interface Due {
  at: number;
  happens(at: number): void;
}

/** Everything due up to `until`, on the clock named (null: the world outside). `tell` is called with each moment before it happens. */
export function pass(space: Space, clock: string | null, until: number, tell: (at: number) => void = () => {}): void {
  const cause = space.cause;
  space.cause = itself;
  try {
    for (let next = soonest(space, clock); next && next.at <= until; next = soonest(space, clock)) {
      tell(next.at);
      next.happens(next.at);
    }
  } finally {
    space.cause = cause;
  }
}

function soonest(space: Space, clock: string | null): Due | undefined {
  let first: Due | undefined;
  for (const due of allDue(space, clock)) if (!first || due.at < first.at) first = due;
  return first;
}

function* allDue(space: Space, clock: string | null): Iterable<Due> {
  for (const subscription of space.all<Subscription>('subscription'))
    if (subscription.test_clock === clock) yield* subscriptionDue(space, subscription);
  for (const invoice of space.all<Invoice>('invoice')) if (invoice.test_clock === clock) yield* invoiceDue(space, invoice);
  for (const session of space.all<Session>('checkout.session')) {
    const customer = space.find<Customer>(session.customer, 'customer');
    if (session.status === 'open' && (customer?.test_clock ?? null) === clock)
      yield { at: session.expires_at, happens: () => expire(space, session) };
  }
}

const living = new Set(['trialing', 'active', 'past_due', 'unpaid']);

function* subscriptionDue(space: Space, subscription: Subscription): Iterable<Due> {
  const { status, trial_end, cancel_at, pause_collection } = subscription;
  if (status === 'incomplete') yield { at: subscription.created + 23 * hour, happens: (at) => lapse(space, subscription, at) };
  if (!living.has(status) && status !== 'paused') return;
  if (cancel_at !== null) yield { at: cancel_at, happens: (at) => cancel(space, subscription, at, 'cancellation_requested') };
  if (status === 'trialing' && trial_end !== null && !subscription.$warned) {
    const warnAt = Math.max(trial_end - 3 * day, subscription.created);
    if (warnAt < trial_end) yield { at: warnAt, happens: () => warn(space, subscription) };
  }
  if (pause_collection?.resumes_at) {
    const unpause = () =>
      space.change(subscription, 'customer.subscription.updated', (changed) => {
        changed.pause_collection = null;
      });
    yield { at: pause_collection.resumes_at, happens: unpause };
  }
  if (living.has(status)) yield { at: span(subscription).end, happens: (at) => renew(space, subscription, at) };
}

function* invoiceDue(space: Space, invoice: Invoice): Iterable<Due> {
  const { status, auto_advance, automatically_finalizes_at, next_payment_attempt } = invoice;
  if (status === 'draft' && auto_advance && automatically_finalizes_at !== null)
    yield { at: automatically_finalizes_at, happens: (at) => advance(space, invoice, at) };
  if (status === 'open' && next_payment_attempt !== null)
    yield { at: next_payment_attempt, happens: (at) => void collect(space, invoice, at) };
}

function warn(space: Space, subscription: Subscription): void {
  subscription.$warned = true;
  space.version++;
  space.emit('customer.subscription.trial_will_end', subscription);
}

/** A first payment that nobody completed in 23 hours. */
function lapse(space: Space, subscription: Subscription, at: number): void {
  const invoice = space.find<Invoice>(subscription.latest_invoice, 'invoice');
  if (invoice?.status === 'open') setAside(space, invoice, 'void', at);
  space.change(subscription, 'customer.subscription.updated', (changed) => {
    changed.status = 'incomplete_expired';
    changed.ended_at = at;
  });
}
