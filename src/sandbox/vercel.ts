/**
 * Vercel, emulated: the REST API as of 2026, a dashboard page, deployments that the sandbox builds and runs, and the names that lead to them.
 * One file per family in `vercel/`.
 */
import type { Clock, Random } from '../core/ports.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import { askAsOwner, asOwner } from './as-owner.ts';
import type { HostingView } from './hosting/desk.ts';
import type { Emulator } from './kernel.ts';
import { type Fields, perform } from './vercel/actions.ts';
import { answerApi } from './vercel/api.ts';
import { Books, newState, type Tools } from './vercel/books.ts';
import { answerDashboard } from './vercel/dashboard.ts';
import { goOn, look } from './vercel/looking.ts';
import { answerMeasures } from './vercel/measures.ts';
import type { VercelState } from './vercel/model.ts';
import { namesOf } from './vercel/names.ts';
import { trouble } from './vercel/refusal.ts';
import { vercelDesk } from './vercel/work-desk.ts';

export interface VercelOptions {
  clock: Clock;
  random: Random;
  hosting: HostingView;
  /** How long a certificate takes once the name leads here, milliseconds; 1500 unless told. Vercel takes up to some minutes. */
  certificateMs?: number;
  /** Where the world's DNS is asked, `127.0.0.1:5533`; without one no domain is ever found to lead here. */
  resolver?(): string | undefined;
}

/** How often the world's DNS is looked at for domains that have no certificate yet, and for the others; milliseconds. */
const pauses = { open: 500, valid: 10_000 };

export function vercelEmulator(options: VercelOptions): Emulator {
  const { clock, random, hosting, certificateMs = 1500 } = options;
  const tools: Tools = { clock, random, hosting, certificateMs, resolver: () => options.resolver?.() };
  let books = new Books(newState(tools), tools);
  let generation = 0;
  let looked = Number.NEGATIVE_INFINITY;
  const renewBooks = (state: VercelState): void => {
    generation += books.version + 1;
    looked = Number.NEGATIVE_INFINITY;
    books = new Books(state, tools);
  };
  return {
    vendor: 'vercel',
    hosts: ['api.vercel.com', 'vercel.com'],
    version: () => generation + books.version,
    dump: () => books.state,
    load: (state) => renewBooks(state as VercelState),
    reset: () => renewBooks(newState(tools)),
    answer(incoming: Incoming): Outgoing {
      for (const domain of books.state.domains) goOn(books, domain);
      if (incoming.path.startsWith('/dashboard')) return answerDashboard(books, incoming);
      return answerMeasures(books, incoming) ?? answerApi(books, incoming);
    },
    trouble,
    credentials: () => ({ token: books.state.tokens[0]?.$secret ?? '' }),
    secrets: () => [
      ...books.state.tokens.map(({ $secret }) => $secret),
      ...(books.state.drains ?? []).map(({ delivery }) => String(delivery.endpoint)),
      ...books.state.projects.flatMap(({ bypass }) => bypass.map(({ $secret }) => $secret)),
      ...books.state.variables.flatMap(({ type, $value }) => (type === 'plain' || $value.length < 8 ? [] : [$value])),
    ],
    edit: (action: string, fields: Fields) =>
      action === asOwner
        ? askAsOwner((incoming) => answerApi(books, incoming), books.state.tokens[0]?.$secret ?? '', fields)
        : perform(books, action, fields),
    async work() {
      const open = books.state.domains.some(({ certificate }) => certificate.state !== 'valid');
      if (books.state.domains.length === 0 || clock.tick() - looked < (open ? pauses.open : pauses.valid)) return;
      looked = clock.tick();
      await look(books);
    },
    waiting: () => 0,
    names: () => namesOf(books),
    desk: vercelDesk(() => books),
  };
}
