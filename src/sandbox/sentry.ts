/**
 * Sentry, emulated: the API as of August 2026, the hosts that SDKs send errors to, issues, alerts with an outbox, and a dashboard page. One file per family in `sentry/`.
 */
import type { Clock, Random } from '../core/ports.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import type { Emulator } from './kernel.ts';
import { answerApi } from './sentry/api.ts';
import { Books, newState } from './sentry/books.ts';
import { answerDashboard } from './sentry/dashboard.ts';
import { type Fields, perform } from './sentry/desk.ts';
import { answerIngest, ingestPath } from './sentry/ingest.ts';
import type { SentryState } from './sentry/model.ts';
import { trouble } from './sentry/refusal.ts';

export function sentryEmulator(tools: { clock: Clock; random: Random }): Emulator {
  let books = new Books(newState(tools), tools);
  let generation = 0;
  const renewBooks = (state: SentryState): void => {
    generation += books.version + 1;
    books = new Books(state, tools);
  };
  return {
    vendor: 'sentry',
    hosts: ['sentry.io', '*.sentry.io', '*.ingest.us.sentry.io', '*.ingest.de.sentry.io'],
    version: () => generation + books.version,
    dump: () => books.state,
    load: (state) => renewBooks(state as SentryState),
    reset: () => renewBooks(newState(tools)),
    answer(incoming: Incoming): Outgoing {
      if (incoming.path.startsWith('/dashboard')) return answerDashboard(books, incoming);
      return ingestPath.test(incoming.path) ? answerIngest(books, incoming) : answerApi(books, incoming);
    },
    trouble,
    credentials: () => ({
      token: books.state.$token,
      authToken: books.state.$authToken,
      organization: books.state.organizations[0]?.slug ?? '',
    }),
    secrets: () => [books.state.$token, books.state.$authToken, ...books.state.keys.map(({ $secret }) => $secret)],
    edit: (action: string, fields: Fields) => perform(books, action, fields),
    work: async () => undefined,
    waiting: () => 0,
  };
}
