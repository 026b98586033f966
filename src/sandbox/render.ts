/**
 * Render, emulated: the REST API as of August 2026, a dashboard page, deploys that the sandbox builds and runs, and the names that lead to them.
 * One file per family in `render/`.
 */
import type { Clock, Random } from '../core/ports.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import { askAsOwner, asOwner } from './as-owner.ts';
import type { Fields } from './hosting/buttons.ts';
import type { HostingView } from './hosting/desk.ts';
import { secretsIn } from './hosting/secrets-in.ts';
import type { Emulator } from './kernel.ts';
import { perform } from './render/actions.ts';
import { answerApi } from './render/api.ts';
import { Books, newState, type Tools } from './render/books.ts';
import { answerDashboard } from './render/dashboard.ts';
import { goOn as deploysGoOn } from './render/deploying.ts';
import { goOn, look } from './render/looking.ts';
import type { RenderState } from './render/model.ts';
import { namesOf } from './render/names.ts';
import { trouble } from './render/refusal.ts';
import { renderDesk } from './render/work-desk.ts';

export interface RenderOptions {
  clock: Clock;
  random: Random;
  hosting: HostingView;
  /** How long a certificate takes once a name is verified, milliseconds; 1500 unless told. Render takes minutes. */
  certificateMs?: number;
  /** How long the deploy that a new service begins waits for a machine, milliseconds; 3000 unless told. */
  firstDeployMs?: number;
  /** Where the world's DNS is asked, `127.0.0.1:5533`; without one no domain is ever verified. */
  resolver?(): string | undefined;
}

/** How often the world's DNS is looked at, milliseconds. */
const pause = 300;

export function renderEmulator(options: RenderOptions): Emulator {
  const { clock, random, hosting, certificateMs = 1500, firstDeployMs = 3000 } = options;
  const tools: Tools = { clock, random, hosting, certificateMs, firstDeployMs, resolver: () => options.resolver?.() };
  let books = new Books(newState(tools), tools);
  let generation = 0;
  let looked = Number.NEGATIVE_INFINITY;
  const renewBooks = (state: RenderState): void => {
    generation += books.version + 1;
    looked = Number.NEGATIVE_INFINITY;
    books = new Books(state, tools);
  };
  const goAllOn = (): void => {
    deploysGoOn(books);
    for (const domain of books.state.domains) goOn(books, domain);
  };
  return {
    vendor: 'render',
    hosts: ['api.render.com', 'dashboard.render.com'],
    version: () => generation + books.version,
    dump: () => books.state,
    load: (state) => renewBooks(state as RenderState),
    reset: () => renewBooks(newState(tools)),
    answer(incoming: Incoming): Outgoing {
      goAllOn();
      return incoming.path.startsWith('/dashboard') ? answerDashboard(books, incoming) : answerApi(books, incoming);
    },
    trouble,
    credentials: () => ({ apiKey: books.state.keys[0]?.$secret ?? '' }),
    secrets: () => [
      ...books.state.keys.map(({ $secret }) => $secret),
      ...books.state.services.flatMap(({ variables, $hook }) => [$hook, ...secretsIn(variables)]),
      ...books.state.deploys.flatMap(({ $variables }) => secretsIn($variables)),
    ],
    edit: (action: string, fields: Fields) =>
      action === asOwner
        ? askAsOwner((incoming) => answerApi(books, incoming), books.state.keys[0]?.$secret ?? '', fields)
        : perform(books, action, fields),
    async work() {
      goAllOn();
      if (!books.state.domains.some(({ asked, verified }) => asked && !verified) || clock.tick() - looked < pause) return;
      looked = clock.tick();
      await look(books);
    },
    waiting: () => 0,
    names: () => namesOf(books),
    desk: renderDesk(() => books),
  };
}
