/**
 * Google Analytics, emulated: Admin and Data API v1beta as of 2026-04-15, the token endpoint, the collectors of servers and pages, a tag, and a console page. One file per
 * family in `google-analytics/`.
 */
import type { Clock, Random } from '../core/ports.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import { answerApi } from './google-analytics/api.ts';
import { answerDashboard } from './google-analytics/dashboard.ts';
import { type Fields, perform } from './google-analytics/desk.ts';
import { Books, type GoogleState, keyFile, newState } from './google-analytics/model.ts';
import { trouble } from './google-analytics/refusal.ts';
import type { Emulator } from './kernel.ts';

export function googleAnalyticsEmulator({ clock, random }: { clock: Clock; random: Random }): Emulator {
  const tools = { clock, random };
  let books = new Books(newState(tools), tools);
  let generation = 0;
  const renewBooks = (state: GoogleState): void => {
    generation += books.version + 1;
    books = new Books(state, tools);
  };
  return {
    vendor: 'google-analytics',
    hosts: [
      'analyticsadmin.googleapis.com',
      'analyticsdata.googleapis.com',
      'oauth2.googleapis.com',
      '*.google-analytics.com',
      'www.googletagmanager.com',
      'analytics.google.com',
    ],
    version: () => generation + books.version,
    dump: () => books.state,
    load: (state) => renewBooks(state as GoogleState),
    reset: () => renewBooks(newState(tools)),
    answer: (incoming: Incoming): Outgoing =>
      incoming.path.startsWith('/dashboard') ? answerDashboard(books, incoming) : answerApi(books, incoming),
    asks: ({ path }) => path === '/token' || path === '/debug/mp/collect' || path.endsWith(':runRealtimeReport'),
    trouble,
    credentials: () => Object.fromEntries(books.state.keys.map((key) => ['serviceAccount', keyFile(books.state, key)])),
    secrets: () => [
      ...books.state.keys.flatMap((key) => [key.$private, keyFile(books.state, key)]),
      ...books.state.tokens.map(({ $secret }) => $secret),
      ...books.state.streams.flatMap(({ secrets }) => secrets.map(({ $value }) => $value)),
    ],
    edit: (action: string, fields: Fields) => perform(books, action, fields),
    work: async () => {},
    waiting: () => 0,
  };
}
