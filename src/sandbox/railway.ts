/**
 * Railway, emulated: the GraphQL API as of 2026-08, a dashboard page, deployments that the sandbox builds and runs, and the names that lead to them.
 * One file per family in `railway/`.
 */
import type { Clock, Random } from '../core/ports.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import { askAsOwner, asOwner } from './as-owner.ts';
import type { Fields } from './hosting/buttons.ts';
import type { HostingView } from './hosting/desk.ts';
import type { Emulator } from './kernel.ts';
import { perform } from './railway/actions.ts';
import { answerApi, onlyAsks } from './railway/api.ts';
import { Books, newState, type Tools } from './railway/books.ts';
import { answerDashboard } from './railway/dashboard.ts';
import { goOn, look } from './railway/domains.ts';
import type { RailwayState } from './railway/model.ts';
import { namesOf } from './railway/names.ts';
import { trouble } from './railway/refusal.ts';
import { railwayDesk } from './railway/work-desk.ts';

export interface RailwayOptions {
  clock: Clock;
  random: Random;
  hosting: HostingView;
  /** How long a certificate takes once both records stand, milliseconds; 1500 unless told. Railway takes minutes to an hour. */
  certificateMs?: number;
  /** Where the world's DNS is asked, `127.0.0.1:5533`; without one no domain is ever verified. */
  resolver?(): string | undefined;
}

/** How often the world's DNS is looked at for domains that have no certificate yet, and for the others; milliseconds. */
const pauses = { open: 500, valid: 10_000 };

export function railwayEmulator(options: RailwayOptions): Emulator {
  const { clock, random, hosting, certificateMs = 1500 } = options;
  const tools: Tools = { clock, random, hosting, certificateMs, resolver: () => options.resolver?.() };
  let books = new Books(newState(tools), tools);
  let generation = 0;
  let looked = Number.NEGATIVE_INFINITY;
  const renewBooks = (state: RailwayState): void => {
    generation += books.version + 1;
    looked = Number.NEGATIVE_INFINITY;
    books = new Books(state, tools);
  };
  return {
    vendor: 'railway',
    hosts: ['backboard.railway.com', 'railway.com'],
    version: () => generation + books.version,
    dump: () => books.state,
    load: (state) => renewBooks(state as RailwayState),
    reset: () => renewBooks(newState(tools)),
    answer(incoming: Incoming): Outgoing {
      for (const domain of books.state.domains) goOn(books, domain);
      return incoming.path.startsWith('/dashboard') ? answerDashboard(books, incoming) : answerApi(books, incoming);
    },
    asks: ({ body }) => onlyAsks(body),
    trouble,
    credentials: () => ({ token: books.state.tokens[0]?.$secret ?? '', workspaceToken: books.state.tokens[1]?.$secret ?? '' }),
    secrets: () => [
      ...books.state.tokens.map(({ $secret }) => $secret),
      ...books.state.instances.flatMap(({ variables }) => secretsOf(variables)),
      ...books.state.deployments.flatMap(({ variables }) => secretsOf(variables)),
    ],
    edit: (action: string, fields: Fields) =>
      action === asOwner
        ? askAsOwner((incoming) => answerApi(books, incoming), books.state.tokens[0]?.$secret ?? '', fields)
        : perform(books, action, fields),
    async work() {
      const open = books.state.domains.some(({ certificate }) => certificate !== 'VALID');
      if (books.state.domains.length === 0 || clock.tick() - looked < (open ? pauses.open : pauses.valid)) return;
      looked = clock.tick();
      await look(books);
    },
    waiting: () => 0,
    names: () => namesOf(books),
    desk: railwayDesk(() => books),
  };
}

/** Railway does not know which of them are secrets; their names and shapes tell. */
function secretsOf(variables: Readonly<Record<string, string>>): string[] {
  const isSecret = (name: string, value: string): boolean => /TOKEN|SECRET|PASSWORD|PRIVATE/.test(name) || /:\/\/[^/]*:[^/]*@/.test(value);
  return Object.entries(variables).flatMap(([name, value]) => (value.length >= 16 && isSecret(name, value) ? [value] : []));
}
