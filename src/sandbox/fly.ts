/**
 * Fly.io, emulated: the Machines API of 2026, its registry of images, log and numbers, a dashboard page, machines that the sandbox runs, and the names that lead to
 * them. Beside it stands the GitHub workflow that brings images, because nobody else does. One file per family in `fly/`.
 */
import type { Clock, Random } from '../core/ports.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import { perform } from './fly/actions.ts';
import { answerApi } from './fly/api.ts';
import { Books, newState, type Tools } from './fly/books.ts';
import { answerDashboard } from './fly/dashboard.ts';
import { goOn, look, waitingFor } from './fly/looking.ts';
import type { FlyState } from './fly/model.ts';
import { namesOf } from './fly/names.ts';
import { trouble } from './fly/refusal.ts';
import { flyDesk } from './fly/work-desk.ts';
import type { Fields } from './hosting/buttons.ts';
import type { HostingView } from './hosting/desk.ts';
import { secretsIn } from './hosting/secrets-in.ts';
import type { Emulator } from './kernel.ts';

export interface FlyOptions {
  clock: Clock;
  random: Random;
  hosting: HostingView;
  /** How long a certificate takes once a name is verified, milliseconds; 1500 unless told. Fly.io takes a minute. */
  certificateMs?: number;
  /** Where the world's DNS is asked, `127.0.0.1:5533`; without one no name is ever verified. */
  resolver?(): string | undefined;
}

/** How often the world's DNS is looked at, milliseconds. */
const pause = 300;

export function flyEmulator(options: FlyOptions): Emulator {
  const { clock, random, hosting, certificateMs = 1500 } = options;
  const tools: Tools = { clock, random, hosting, certificateMs, resolver: () => options.resolver?.() };
  let books = new Books(newState(tools), tools);
  let generation = 0;
  let looked = Number.NEGATIVE_INFINITY;
  const renewBooks = (state: FlyState): void => {
    generation += books.version + 1;
    looked = Number.NEGATIVE_INFINITY;
    books = new Books(state, tools);
  };
  const goAllOn = (): void => {
    for (const one of books.state.certificates) goOn(books, one);
  };
  return {
    vendor: 'fly',
    hosts: ['api.machines.dev', 'registry.fly.io', 'api.fly.io', 'fly.io'],
    version: () => generation + books.version,
    dump: () => books.state,
    load: (state) => renewBooks(state as FlyState),
    reset: () => renewBooks(newState(tools)),
    answer(incoming: Incoming): Outgoing {
      goAllOn();
      return incoming.path.startsWith('/dashboard') ? answerDashboard(books, incoming) : answerApi(books, incoming);
    },
    trouble,
    credentials: () => ({ token: books.state.token.$secret }),
    secrets: () => [
      books.state.token.$secret,
      books.state.token.$secret.replace(/^FlyV1 /, ''),
      ...books.state.apps.flatMap(({ secrets }) => secretsIn(valuesOf(secrets))),
    ],
    edit: (action: string, fields: Fields) => perform(books, action, fields),
    async work() {
      goAllOn();
      if (waitingFor(books).length === 0 || clock.tick() - looked < pause) return;
      looked = clock.tick();
      await look(books);
    },
    waiting: () => 0,
    names: () => namesOf(books),
    desk: flyDesk(() => books),
  };
}

function valuesOf(secrets: Readonly<Record<string, { $value: string }>>): Record<string, string> {
  return Object.fromEntries(Object.entries(secrets).map(([name, { $value }]) => [name, $value]));
}
