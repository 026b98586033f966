/**
 * DigitalOcean App Platform, emulated: the API as of August 2026, a control panel, deployments that the sandbox builds and runs, and the names that lead to them.
 * One file per family in `digitalocean/`.
 */
import type { Clock, Random } from '../core/ports.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import { perform } from './digitalocean/actions.ts';
import { answerApi } from './digitalocean/api.ts';
import { Books, newState, type Tools } from './digitalocean/books.ts';
import { answerDashboard } from './digitalocean/dashboard.ts';
import { goOn as deploymentsGoOn } from './digitalocean/deploying.ts';
import { goOn, isOpen, look } from './digitalocean/looking.ts';
import type { DigitalOceanState } from './digitalocean/model.ts';
import { namesOf } from './digitalocean/names.ts';
import { trouble } from './digitalocean/refusal.ts';
import { digitaloceanDesk } from './digitalocean/work-desk.ts';
import type { Fields } from './hosting/buttons.ts';
import type { HostingView } from './hosting/desk.ts';
import type { Emulator } from './kernel.ts';

export interface DigitalOceanOptions {
  clock: Clock;
  random: Random;
  hosting: HostingView;
  /** How long a certificate takes once a name leads here, milliseconds; 1500 unless told. DigitalOcean takes minutes. */
  certificateMs?: number;
  /** How long a deployment that a change of an app begins waits for a machine, milliseconds; 3000 unless told. */
  pendingMs?: number;
  /** Where logs are read; a host of DigitalOcean's unless told. */
  logs?(): string;
  /** Where the world's DNS is asked, `127.0.0.1:5533`; without one no name is ever seen. */
  resolver?(): string | undefined;
}

/** How often the world's DNS is looked at, milliseconds. */
const pause = 300;
const logHost = 'proxy-apps-prod-nyc3-001.ondigitalocean.app';

export function digitaloceanEmulator(options: DigitalOceanOptions): Emulator {
  const { clock, random, hosting, certificateMs = 1500, pendingMs = 3000, logs = () => `https://${logHost}` } = options;
  const tools: Tools = { clock, random, hosting, certificateMs, pendingMs, logs, resolver: () => options.resolver?.() };
  let books = new Books(newState(tools), tools);
  let generation = 0;
  let looked = Number.NEGATIVE_INFINITY;
  const renewBooks = (state: DigitalOceanState): void => {
    generation += books.version + 1;
    looked = Number.NEGATIVE_INFINITY;
    books = new Books(state, tools);
  };
  const goAllOn = (): void => {
    deploymentsGoOn(books);
    for (const domain of books.state.domains) goOn(books, domain);
  };
  return {
    vendor: 'digitalocean',
    hosts: ['api.digitalocean.com', 'cloud.digitalocean.com', logHost],
    version: () => generation + books.version,
    dump: () => books.state,
    load: (state) => renewBooks(state as DigitalOceanState),
    reset: () => renewBooks(newState(tools)),
    answer(incoming: Incoming): Outgoing {
      goAllOn();
      return incoming.path.startsWith('/dashboard') ? answerDashboard(books, incoming) : answerApi(books, incoming);
    },
    asks: ({ method, path }) => method === 'POST' && (path.endsWith('/rollback/validate') || path === '/v2/apps/propose'),
    trouble,
    credentials: () => ({ token: books.state.tokens[0]?.$secret ?? '' }),
    secrets: () => [
      books.state.$logKey,
      ...books.state.tokens.map(({ $secret }) => $secret),
      ...books.state.apps.flatMap(({ $secrets }) => Object.values($secrets).filter((value) => value.length >= 16)),
    ],
    edit: (action: string, fields: Fields) => perform(books, action, fields),
    async work() {
      goAllOn();
      if (!books.state.domains.some(isOpen) || clock.tick() - looked < pause) return;
      looked = clock.tick();
      await look(books);
    },
    waiting: () => 0,
    names: () => namesOf(books),
    desk: digitaloceanDesk(() => books),
  };
}
