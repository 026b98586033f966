/** MongoDB Atlas, emulated: the Admin API, a small page, and a real database behind every cluster. One file per family in `atlas/`. */
import type { Clock, Random } from '../core/ports.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import { answerApi } from './atlas/api.ts';
import { takeSnapshots } from './atlas/backup.ts';
import { answerDashboard } from './atlas/dashboard.ts';
import { type Fields, perform } from './atlas/desk.ts';
import { trouble } from './atlas/refusal.ts';
import { MongoStores } from './atlas/servers.ts';
import { type AtlasState, Books, newState, type Tools } from './atlas/state.ts';
import type { Emulator } from './kernel.ts';

export interface AtlasOptions {
  clock: Clock;
  random: Random;
  /** How long a cluster is being built, milliseconds; 1500 unless told. Atlas takes three minutes and more. */
  clusterBuildMs?: number;
  /** As `Tools.firstSnapshotMs`. */
  firstSnapshotMs?: number;
  /** `real`: a mongod that is on PATH runs the clusters; the built-in server unless told. */
  mongodb?: 'real' | 'built-in';
}

export function atlasEmulator({ clock, random, clusterBuildMs = 1500, firstSnapshotMs, mongodb = 'built-in' }: AtlasOptions): Emulator {
  const tools: Tools = { clock, random, buildMs: clusterBuildMs, ...(firstSnapshotMs === undefined ? {} : { firstSnapshotMs }) };
  let books = new Books(newState(tools), tools);
  let generation = 0;
  const renewBooks = (state: AtlasState): void => {
    generation += books.version + 1;
    books = new Books(state, tools);
  };
  return {
    vendor: 'atlas',
    hosts: ['cloud.mongodb.com'],
    version: () => generation + books.version,
    dump: () => books.state,
    load: (state) => renewBooks(state as AtlasState),
    reset: () => renewBooks(newState(tools)),
    answer: (incoming: Incoming): Outgoing =>
      incoming.path.startsWith('/dashboard') ? answerDashboard(books, incoming) : answerApi(books, incoming),
    trouble,
    credentials: () => {
      const { account, key } = books.state;
      return { clientId: account.clientId, clientSecret: account.$clientSecret, publicKey: key.publicKey, privateKey: key.$privateKey };
    },
    secrets: () => {
      const { account, key, users } = books.state;
      return [
        account.$clientSecret,
        key.$privateKey,
        ...account.$tokens.map(({ text }) => text),
        ...users.map(({ $password }) => $password),
      ];
    },
    edit: (action: string, fields: Fields) => perform(books, action, fields),
    work: async () => takeSnapshots(books),
    waiting: () => 0,
    stores: new MongoStores(() => books, mongodb),
  };
}
