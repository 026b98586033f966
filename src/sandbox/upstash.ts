/** Upstash, emulated: the developer API as of 2026-08-12, a console page, and a Redis behind every database. One file per family in `upstash/`. */
import type { Clock, Random } from '../core/ports.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import type { Emulator } from './kernel.ts';
import { answerApi, json } from './upstash/api.ts';
import { answerDashboard } from './upstash/dashboard.ts';
import { type Fields, perform } from './upstash/desk.ts';
import { Books, newState, type UpstashState } from './upstash/model.ts';
import { RedisStores } from './upstash/stores.ts';

export function upstashEmulator(tools: { clock: Clock; random: Random }): Emulator {
  let books = new Books(newState(tools), tools);
  let generation = 0;
  const stores = new RedisStores(() => books);
  const renewBooks = (state: UpstashState): void => {
    generation += books.version + 1;
    books = new Books(state, tools);
  };
  return {
    vendor: 'upstash',
    hosts: ['api.upstash.com', 'console.upstash.com'],
    version: () => generation + books.version,
    dump() {
      stores.collect();
      return books.state;
    },
    load: (state) => renewBooks(state as UpstashState),
    reset: () => renewBooks(newState(tools)),
    answer(incoming: Incoming): Outgoing {
      stores.collect();
      return incoming.path.startsWith('/dashboard') ? answerDashboard(books, incoming) : answerApi(books, incoming);
    },
    trouble: (status) => json(status, status === 429 ? 'Too Many Requests' : 'Internal Server Error'),
    credentials: () => ({ apiKey: books.state.apiKey, readOnlyKey: books.state.readOnlyKey }),
    secrets: () => [
      books.state.apiKey,
      books.state.readOnlyKey,
      ...books.state.databases.flatMap(({ password, restToken, readOnlyToken }) => [password, restToken, readOnlyToken]),
    ],
    edit(action: string, fields: Fields) {
      stores.collect();
      return perform(books, action, fields);
    },
    work: () => stores.watch(),
    waiting: () => 0,
    stores,
  };
}
