/**
 * A registrar as an emulator: its books, a page for what a person does, and the API that is its own.
 */
import type { VendorId } from '../../core/vendor.ts';
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import type { Emulator } from '../kernel.ts';
import type { Zone } from '../names/names.ts';
import { perform, RegistrarBooks, type RegistrarState, type Tools } from './books.ts';
import { answerPage } from './page.ts';

export interface Face {
  vendor: VendorId;
  title: string;
  hosts: readonly string[];
  /** Its own name servers, which serve a parking page until others are set. */
  nameservers: readonly string[];
  /** Newly minted keys, by the name of the credential. */
  mint(tools: Tools): Record<string, string>;
  answer(books: RegistrarBooks, incoming: Incoming, face: Face): Outgoing;
  trouble(status: 429 | 500): Outgoing;
}

export function registrarEmulator(face: Face, tools: Tools): Emulator {
  const fresh = (): RegistrarState => ({ keys: face.mint(tools), domains: [], taken: [`google.com`, `taken.test`], open: true });
  let books = new RegistrarBooks(fresh(), tools);
  let generation = 0;
  const renew = (state: RegistrarState): void => {
    generation += books.version + 1;
    books = new RegistrarBooks(state, tools);
  };
  return {
    vendor: face.vendor,
    hosts: face.hosts,
    version: () => generation + books.version,
    dump: () => books.state,
    load: (state) => renew(state as RegistrarState),
    reset: () => renew(fresh()),
    answer: (incoming) => (incoming.path.startsWith('/dashboard') ? answerPage(books, incoming, face) : face.answer(books, incoming, face)),
    trouble: (status) => face.trouble(status),
    credentials: () => ({ ...books.state.keys }),
    secrets: () => Object.values(books.state.keys),
    edit: (action, fields) => perform(books, action, fields, face.nameservers),
    work: async () => undefined,
    waiting: () => 0,
    names: () => ({ delegations: books.delegations(), zones: parked(books, face) }),
  };
}

/** Domains that still stand at the registrar's own name servers. */
function parked(books: RegistrarBooks, { nameservers }: Face): Zone[] {
  return books.state.domains
    .filter((one) => one.nameservers.some((server) => nameservers.includes(server)))
    .map(({ domain }) => ({ name: domain, nameservers, records: [{ type: 'A', name: domain, value: '203.0.113.250', ttl: 300 }] }));
}

/** JSON as these vendors send it. */
export function jsonAnswer(status: number, body: unknown): Outgoing {
  return { status, headers: { 'content-type': 'application/json' }, body: body === undefined ? '' : JSON.stringify(body) };
}
