/**
 * The world's name system on loopback: a root, the top-level domains, every authoritative server, four public resolvers, and one resolver that is always up to
 * date, for stores and programs. `routes()` tells where the canonical addresses of all of them really are.
 */
import { publicResolvers, rootServers } from '../../ports/dns.ts';
import { plainName } from '../../ports/dns-canonical.ts';
import type { DnsMessage } from '../../ports/dns-message.ts';
import { publicKeyOf } from '../../ports/dns-security.ts';
import { answerFrom, withoutSecurity } from './authority.ts';
import { type NameServer, openNameServer, responseTo } from './name-server.ts';
import type { NameSettings, NameSystem, NameSystemOptions } from './name-system.ts';
import { Cache, recursiveResponse } from './public-resolver.ts';
import { resolve } from './recursion.ts';
import { Cosmos, type NameContent, rootServer, type Universe } from './universe.ts';

export type { NameSettings, NameSystem, NameSystemOptions } from './name-system.ts';
export type { NameContent } from './universe.ts';

const longestMemory = 1000;
const defaultCacheSeconds = 2;

export async function openNameSystem(options: NameSystemOptions): Promise<NameSystem> {
  const system = new System(options);
  await system.open();
  return system;
}

interface Moment {
  /** Unix seconds. */
  at: number;
  universe: Universe;
}

class System implements NameSystem {
  readonly #options: NameSystemOptions;
  readonly #cosmos = new Cosmos();
  readonly #servers = new Map<string, NameServer>();
  readonly #caches = new Map<string, Cache>(publicResolvers.map((address) => [address, new Cache()]));
  readonly #asked: string[] = [];
  #settings: Required<NameSettings> = { propagationSeconds: {}, never: [], cacheSeconds: defaultCacheSeconds, silent: [] };
  /** What those who see no change any more still see. */
  readonly #frozen = new Map<string, Universe>();
  /** What was, oldest first; the last is the present. Never empty. */
  #history: Moment[];
  #mark = '';
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: NameSystemOptions) {
    this.#options = options;
    this.#history = [{ at: 0, universe: this.#cosmos.make({ zones: [], delegations: [] }, this.#now()) }];
  }

  async open(): Promise<void> {
    await this.#openServer('resolver', (query) => this.#instant(query));
    for (const [nth, address] of publicResolvers.entries()) await this.#openServer(address, (query) => this.#cached(address, nth, query));
    await this.#follow(this.#present());
  }

  get resolver(): string {
    return `127.0.0.1:${this.#servers.get('resolver')?.port}`;
  }

  set(content: NameContent): Promise<void> {
    const done = this.#turn.then(() => this.#replace(content));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #replace(content: NameContent): Promise<void> {
    const mark = JSON.stringify(content);
    if (mark === this.#mark) return;
    const now = this.#now();
    const universe = this.#cosmos.make(content, now);
    await this.#follow(universe);
    this.#mark = mark;
    const oldest = now - Math.max(0, ...Object.values(this.#settings.propagationSeconds));
    // The last moment before the oldest that anybody still looks at is what they see then.
    const from = Math.max(
      0,
      this.#history.findLastIndex(({ at }) => at <= oldest),
    );
    this.#history = [...this.#history.slice(from), { at: now, universe }].slice(-longestMemory);
  }

  routes(): Record<string, string> {
    const at = (name: string): string => `127.0.0.1:${this.#servers.get(name)?.port}`;
    const { addresses } = this.#present();
    return Object.fromEntries([
      ...rootServers.map(({ address }) => [`${address}:53`, at(rootServer)]),
      ...[...addresses].filter(([name]) => name !== rootServer).map(([name, address]) => [`${address}:53`, at(name)]),
      ...publicResolvers.map((address) => [`${address}:53`, at(address)]),
    ]) as Record<string, string>;
  }

  settings(change: NameSettings): void {
    const before = this.#settings;
    this.#settings = { ...before, ...change };
    for (const address of this.#settings.never) if (!this.#frozen.has(address)) this.#frozen.set(address, this.#seenBy(address, before));
    for (const address of this.#frozen.keys()) if (!this.#settings.never.includes(address)) this.#frozen.delete(address);
  }

  flushed(): void {
    const { universe } = this.#history.at(-1) ?? { universe: this.#present() };
    this.#history = [{ at: 0, universe }];
    for (const cache of this.#caches.values()) cache.clear();
  }

  ports(): Record<string, number> {
    return Object.fromEntries([...this.#servers].map(([name, { port }]) => [name, port]));
  }

  anchor(): string {
    const { flags, algorithm, key } = publicKeyOf(this.#cosmos.keyOf('.'));
    return `trust-anchors { . static-key ${flags} 3 ${algorithm} "${key.toString('base64')}"; };\n`;
  }

  asked(): readonly string[] {
    return this.#asked;
  }

  async close(): Promise<void> {
    await this.#turn;
    await Promise.all([...this.#servers.values()].map((server) => server.close()));
  }

  #now(): number {
    return this.#options.clock.now().getTime() / 1000;
  }

  #present(): Universe {
    const last = this.#history.at(-1);
    if (!last) throw new Error('the name system has no present');
    return last.universe;
  }

  #seenBy(address: string, settings: Required<NameSettings>): Universe {
    const then = this.#now() - (settings.propagationSeconds[address] ?? 0);
    return this.#frozen.get(address) ?? (this.#history.findLast(({ at }) => at <= then) ?? this.#history[0])?.universe ?? this.#present();
  }

  /** Servers stay where they are for as long as the system lives, also when nothing is delegated to them any more. */
  async #follow({ addresses }: Universe): Promise<void> {
    for (const name of addresses.keys())
      if (!this.#servers.has(name)) await this.#openServer(name, (query) => this.#authority(name, query));
  }

  async #openServer(name: string, answer: (query: DnsMessage) => DnsMessage): Promise<void> {
    const heard = (query: DnsMessage): DnsMessage | undefined => {
      this.#asked.push(`${name} ${query.question?.type} ${plainName(query.question?.name ?? '.')}`);
      if (this.#asked.length > longestMemory) this.#asked.shift();
      return this.#settings.silent.includes(name) ? undefined : answer(query);
    };
    const wanted = this.#options.ports?.[name];
    const server = wanted === undefined ? openNameServer(heard) : openNameServer(heard, wanted).catch(() => openNameServer(heard));
    this.#servers.set(name, await server);
  }

  #authority(name: string, query: DnsMessage): DnsMessage {
    const question = query.question ?? { name: '.', type: 'A' };
    const found = answerFrom(this.#present().servers.get(name) ?? [], question, Math.floor(this.#now()));
    const { rcode, answers, authorities, additionals, authoritative } = query.edns?.dnssec ? found : withoutSecurity(found, question.type);
    return responseTo(query, { rcode, answers, authorities, additionals, flags: { ...query.flags, authoritative, authentic: false } });
  }

  #instant(query: DnsMessage): DnsMessage {
    const question = query.question ?? { name: '.', type: 'A' };
    return recursiveResponse(query, resolve(question, this.#asking(this.#present(), 0)));
  }

  #cached(address: string, nth: number, query: DnsMessage): DnsMessage {
    const question = query.question ?? { name: '.', type: 'A' };
    const cache = this.#caches.get(address) ?? new Cache();
    const asking = this.#asking(this.#seenBy(address, this.#settings), nth);
    return recursiveResponse(query, cache.answer(question, asking, this.#settings.cacheSeconds));
  }

  #asking(universe: Universe, first: number): Parameters<typeof resolve>[1] {
    return { universe, now: Math.floor(this.#now()), silent: new Set(this.#settings.silent), first };
  }
}
