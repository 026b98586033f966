/**
 * Netlify, emulated: the REST API as of 2026, a dashboard page, deploys that the sandbox builds and runs, and the names that lead to them.
 * One file per family in `netlify/`.
 */
import type { Clock, Random } from '../core/ports.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import type { HostingView } from './hosting/desk.ts';
import type { Emulator } from './kernel.ts';
import { type Fields, perform } from './netlify/actions.ts';
import { answerApi } from './netlify/api.ts';
import { Books, newState, type Tools } from './netlify/books.ts';
import { answerDashboard } from './netlify/dashboard.ts';
import { goOn, look } from './netlify/looking.ts';
import type { NetlifyState } from './netlify/model.ts';
import { namesOf } from './netlify/names.ts';
import { trouble } from './netlify/refusal.ts';
import { netlifyDesk } from './netlify/work-desk.ts';

export interface NetlifyOptions {
  clock: Clock;
  random: Random;
  hosting: HostingView;
  /** How long a certificate takes once the name leads here, milliseconds; 1500 unless told. Netlify takes some minutes. */
  certificateMs?: number;
  /** Where the world's DNS is asked, `127.0.0.1:5533`; without one no domain is ever found to lead here. */
  resolver?(): string | undefined;
}

/** How often the world's DNS is looked at while names have no certificate, and afterwards; milliseconds. */
const pauses = { open: 500, valid: 10_000 };

export function netlifyEmulator(options: NetlifyOptions): Emulator {
  const { clock, random, hosting, certificateMs = 1500 } = options;
  const tools: Tools = { clock, random, hosting, certificateMs, resolver: () => options.resolver?.() };
  let books = new Books(newState(tools), tools);
  let generation = 0;
  let looked = Number.NEGATIVE_INFINITY;
  const renewBooks = (state: NetlifyState): void => {
    generation += books.version + 1;
    looked = Number.NEGATIVE_INFINITY;
    books = new Books(state, tools);
  };
  return {
    vendor: 'netlify',
    hosts: ['api.netlify.com', 'app.netlify.com', 'analytics.services.netlify.com'],
    version: () => generation + books.version,
    dump: () => books.state,
    load: (state) => renewBooks(state as NetlifyState),
    reset: () => renewBooks(newState(tools)),
    answer(incoming: Incoming): Outgoing {
      for (const site of books.state.sites) goOn(books, site);
      return incoming.path.startsWith('/dashboard') ? answerDashboard(books, incoming) : answerApi(books, incoming);
    },
    trouble,
    credentials: () => ({ token: books.state.tokens[0]?.$secret ?? '', installation: String(books.state.installation) }),
    secrets: () => [
      ...books.state.tokens.map(({ $secret }) => $secret),
      ...books.state.sites.flatMap(({ $password }) => $password ?? []),
      ...books.state.variables.flatMap(({ secret, values }) =>
        secret ? values.flatMap(({ $value }) => ($value.length < 8 ? [] : [$value])) : [],
      ),
    ],
    edit: (action: string, fields: Fields) => perform(books, action, fields),
    async work() {
      const named = books.state.sites.filter(({ primary }) => primary !== null);
      const open = named.some(({ certificate }) => certificate.state !== 'issued' || certificate.names.length < 2);
      if (named.length === 0 || clock.tick() - looked < (open ? pauses.open : pauses.valid)) return;
      looked = clock.tick();
      await look(books);
    },
    waiting: () => 0,
    names: () => namesOf(books),
    desk: netlifyDesk(() => books),
  };
}
