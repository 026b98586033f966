/**
 * Heroku, emulated: the Platform API (version 3) of 2026, a dashboard page, builds and releases that the sandbox builds and runs, and the names that lead to them.
 * Beside it stands what GitHub says to a request for an archive, because k77 comes by the same door. One file per family in `heroku/`.
 */
import type { Clock, Random } from '../core/ports.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import { askAsOwner, asOwner } from './as-owner.ts';
import { perform } from './heroku/actions.ts';
import { answerApi } from './heroku/api.ts';
import { Books, newState, type Tools } from './heroku/books.ts';
import { answerDashboard } from './heroku/dashboard.ts';
import { goOn, look, waitingFor } from './heroku/looking.ts';
import type { HerokuState } from './heroku/model.ts';
import { namesOf } from './heroku/names.ts';
import { trouble } from './heroku/refusal.ts';
import { herokuDesk } from './heroku/work-desk.ts';
import type { Fields } from './hosting/buttons.ts';
import type { HostingView } from './hosting/desk.ts';
import { secretsIn } from './hosting/secrets-in.ts';
import type { Emulator } from './kernel.ts';

export interface HerokuOptions {
  clock: Clock;
  random: Random;
  hosting: HostingView;
  /** How long a certificate takes once a name is verified, milliseconds; 1500 unless told. Heroku takes minutes. */
  certificateMs?: number;
  /** Where the world's DNS is asked, `127.0.0.1:5533`; without one no domain is ever verified. */
  resolver?(): string | undefined;
}

/** How often the world's DNS is looked at, milliseconds. */
const pause = 300;

export function herokuEmulator(options: HerokuOptions): Emulator {
  const { clock, random, hosting, certificateMs = 1500 } = options;
  const tools: Tools = { clock, random, hosting, certificateMs, resolver: () => options.resolver?.() };
  let books = new Books(newState(tools), tools);
  let generation = 0;
  let looked = Number.NEGATIVE_INFINITY;
  const renewBooks = (state: HerokuState): void => {
    generation += books.version + 1;
    looked = Number.NEGATIVE_INFINITY;
    books = new Books(state, tools);
  };
  const goAllOn = (): void => {
    for (const domain of books.state.domains) goOn(books, domain);
  };
  return {
    vendor: 'heroku',
    hosts: ['api.heroku.com', 'dashboard.heroku.com', 'logs-api.heroku.com', 'build-output.heroku.com', 'release-output.heroku.com'],
    version: () => generation + books.version,
    dump: () => books.state,
    load: (state) => renewBooks(state as HerokuState),
    reset: () => renewBooks(newState(tools)),
    answer(incoming: Incoming): Outgoing {
      goAllOn();
      return incoming.path.startsWith('/dashboard') ? answerDashboard(books, incoming) : answerApi(books, incoming);
    },
    asks: ({ method, path }) => method === 'POST' && path.endsWith('/log-sessions'),
    trouble,
    credentials: () => ({ apiKey: books.state.token.$secret, githubToken: books.state.github.$secret }),
    secrets: () => [
      books.state.token.$secret,
      books.state.github.$secret,
      ...(books.state.drains ?? []).map(({ $url }) => $url),
      ...books.state.github.lent.map(({ $secret }) => $secret),
      ...[...books.state.apps, ...books.state.releases, ...books.state.units].flatMap(({ $variables }) => secretsIn($variables)),
    ],
    edit: (action: string, fields: Fields) =>
      action === asOwner
        ? askAsOwner((incoming) => answerApi(books, incoming), books.state.token.$secret, fields)
        : perform(books, action, fields),
    async work() {
      goAllOn();
      if (waitingFor(books).length === 0 || clock.tick() - looked < pause) return;
      looked = clock.tick();
      await look(books);
    },
    waiting: () => 0,
    names: () => namesOf(books),
    desk: herokuDesk(() => books),
  };
}
