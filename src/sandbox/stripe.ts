/** Stripe, emulated: the API of version 2026-10-28.endive, its checkout page and a dashboard. One file per family in `stripe/`. */
import type { Clock, Random } from '../core/ports.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import type { Emulator, Post } from './kernel.ts';
import { answerApi } from './stripe/api.ts';
import { apiVersion } from './stripe/catalogue.ts';
import { answerCheckout } from './stripe/checkout-page.ts';
import { answerDashboard } from './stripe/dashboard.ts';
import { deliver, pauses } from './stripe/delivery.ts';
import { type Fields, perform } from './stripe/desk.ts';
import { trouble } from './stripe/refusal.ts';
import type { Delivery, Tools } from './stripe/space.ts';
import { Books, newState, type StripeState } from './stripe/state.ts';
import { pass } from './stripe/timeline.ts';

export interface StripeOptions {
  clock: Clock;
  random: Random;
  /** Pauses between attempts to deliver a webhook, milliseconds. */
  webhookPauses?: readonly number[];
}

export function stripeEmulator({ clock, random, webhookPauses = pauses }: StripeOptions): Emulator {
  const tools: Tools = { clock, random, apiVersion };
  const underWay = new Set<Delivery>();
  let books = new Books(newState(tools), tools);
  let generation = 0;
  const renewBooks = (state: StripeState) => {
    generation += books.version + 1;
    books = new Books(state, tools);
  };
  return {
    vendor: 'stripe',
    hosts: ['api.stripe.com', 'checkout.stripe.com', 'billing.stripe.com', 'dashboard.stripe.com'],
    version: () => generation + books.version,
    dump: () => books.state,
    load: (state) => renewBooks(state as StripeState),
    reset: () => renewBooks(newState(tools)),
    answer: (incoming) => answer(books, incoming),
    trouble,
    credentials: () => Object.fromEntries(books.state.keys.map(({ name, key }) => [name, key])),
    secrets: () => [...books.state.keys.map(({ key }) => key), ...webhookSecrets(books)],
    edit: (action: string, fields: Fields) => perform(books, action, fields),
    async work(post: Post) {
      const current = books;
      for (const space of current.spaces) {
        pass(space, null, space.wall());
        await deliver(space, post, underWay, webhookPauses);
      }
    },
    waiting: () => books.spaces.reduce((sum, { data }) => sum + data.deliveries.length, 0),
  };
}

function answer(books: Books, incoming: Incoming): Outgoing {
  if (incoming.path === '/dashboard' || incoming.path === '/dashboard/live') return answerDashboard(books, incoming);
  if (incoming.path.startsWith('/c/pay/')) return answerCheckout(books, incoming);
  return answerApi(books, incoming);
}

function webhookSecrets(books: Books): string[] {
  return books.spaces.flatMap((space) => space.all('webhook_endpoint').map(({ $secret }) => String($secret)));
}
