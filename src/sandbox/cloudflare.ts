/**
 * Cloudflare, emulated: the client API, a small dashboard, mailboxes, and what its zones and its edge mean for the names of the world.
 * One file per family in `cloudflare/`.
 */
import type { Clock, Random } from '../core/ports.ts';
import type { Incoming, Outgoing } from '../ports/listen.ts';
import { refresh } from './cloudflare/activation.ts';
import { answerApi } from './cloudflare/api.ts';
import { Books, newState, type Tools } from './cloudflare/books.ts';
import { answerDashboard, answerVerification, verifyPath } from './cloudflare/dashboard.ts';
import { perform } from './cloudflare/desk.ts';
import type { Fields } from './cloudflare/desk-forms.ts';
import { refreshDnssec } from './cloudflare/dnssec.ts';
import type { CloudflareState } from './cloudflare/model.ts';
import { namesOf } from './cloudflare/names.ts';
import { trouble } from './cloudflare/refusal.ts';
import { finishRegistrations } from './cloudflare/registrations.ts';
import type { Emulator } from './kernel.ts';
import type { DelegationSigner } from './names/names.ts';

export interface CloudflareOptions {
  clock: Clock;
  random: Random;
  /** How long Universal SSL takes after a zone became active, milliseconds; 1500 unless told. Cloudflare takes minutes to a day. */
  certificateMs?: number;
  /** Name servers that other registrars of the world put at the parent zone; undefined: the domain is not registered there. Asked again and again. */
  delegated?(domain: string): readonly string[] | undefined;
  /** Delegation signers that they put there. */
  signers?(domain: string): readonly DelegationSigner[] | undefined;
  /** Addresses of a name that other vendors of the world answer for, to flatten an alias at the apex. */
  addresses?(name: string): readonly string[] | undefined;
}

export function cloudflareEmulator(options: CloudflareOptions): Emulator {
  const { clock, random, certificateMs = 1500 } = options;
  const tools: Tools = {
    clock,
    random,
    certificateMs,
    delegated: (domain) => options.delegated?.(domain),
    signers: (domain) => options.signers?.(domain) ?? [],
    addresses: (name) => options.addresses?.(name),
  };
  let books = new Books(newState(tools), tools);
  let generation = 0;
  const renewBooks = (state: CloudflareState): void => {
    generation += books.version + 1;
    books = new Books(state, tools);
  };
  /** What the parent zone says, and what is due by now. */
  const catchUp = (): void => {
    refresh(books);
    for (const zone of books.state.zones) refreshDnssec(books, zone);
  };
  return {
    vendor: 'cloudflare',
    hosts: ['api.cloudflare.com', 'dash.cloudflare.com'],
    version: () => generation + books.version,
    dump: () => books.state,
    load: (state) => renewBooks(state as CloudflareState),
    reset: () => renewBooks(newState(tools)),
    answer(incoming: Incoming): Outgoing {
      catchUp();
      const answer = incoming.path.startsWith('/dashboard')
        ? answerDashboard(books, incoming)
        : incoming.path.startsWith(verifyPath)
          ? answerVerification(books, incoming)
          : answerApi(books, incoming);
      catchUp();
      return answer;
    },
    trouble,
    credentials: () => ({ apiToken: books.state.tokens[0]?.$secret ?? '' }),
    secrets: () => [
      ...books.state.tokens.map(({ $secret }) => $secret),
      ...books.state.zones.flatMap(({ dnssec }) => (dnssec.$key === '' ? [] : [dnssec.$key])),
      ...books.state.destinations.map(({ $link }) => $link),
    ],
    edit(action: string, fields: Fields) {
      catchUp();
      const result = perform(books, action, fields);
      catchUp();
      return result;
    },
    async work() {
      finishRegistrations(books);
      catchUp();
    },
    waiting: () => 0,
    names: () => namesOf(books),
  };
}
