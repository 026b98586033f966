/**
 * The world's edge: which canonical name leads to which port of this machine, who answers for names, and which authority signs for them.
 */
import type { Edge } from '../ports/network.ts';
import { type Authority, type Certificate, openAuthority } from './certificates.ts';
import { type DnsServer, openDnsServer } from './dns.ts';
import type { Stores } from './kernel.ts';
import type { WorldOptions } from './world.ts';

/** What is kept between runs: clients go on trusting the same authority, and find the same port. */
interface Kept {
  authority?: Certificate;
  dnsPort?: number;
}

/** Nothing of it is made before somebody needs it. */
export class WorldEdge {
  readonly #options: WorldOptions;
  readonly #stores: readonly Stores[];
  #kept: Kept;
  #authority: Promise<Authority> | undefined;
  #dns: Promise<DnsServer> | undefined;
  #now: Edge = { routes: {}, dns: undefined, ca: undefined };

  constructor(options: WorldOptions, stores: readonly Stores[], kept: unknown) {
    this.#options = options;
    this.#stores = stores;
    this.#kept = (kept ?? {}) as Kept;
  }

  now(): Edge {
    return this.#now;
  }

  async certificate(names: readonly string[]): Promise<Certificate> {
    const { clock, random } = this.#options;
    this.#authority ??= openAuthority({ clock, random, kept: this.#kept.authority });
    const authority = await this.#authority;
    if (!this.#kept.authority) await this.#keep({ authority: { certificate: authority.certificate, key: authority.key } });
    return authority.issue(names);
  }

  /** Collects the names of all stores, and tells whoever listens when something changed. */
  async update(): Promise<void> {
    const names = this.#stores.map((own) => own.names());
    const records = names.flatMap((one) => one.records);
    if (records.length > 0 || this.#dns) (await this.#openDns()).set(records);
    const dns = this.#dns && `127.0.0.1:${(await this.#dns).port}`;
    const next: Edge = {
      routes: Object.assign({}, ...names.map((one) => one.routes)) as Record<string, string>,
      dns,
      ca: this.#authority && (await this.#authority).certificate,
    };
    if (JSON.stringify(next) === JSON.stringify(this.#now)) return;
    this.#now = next;
    await this.#options.edgeChanged?.(next);
  }

  async save(): Promise<void> {
    if (Object.keys(this.#kept).length > 0) await this.#options.save?.('edge', JSON.stringify(this.#kept));
  }

  async close(): Promise<void> {
    await (await this.#dns)?.close();
  }

  async #openDns(): Promise<DnsServer> {
    const { dnsPort } = this.#kept;
    this.#dns ??= openDnsServer(dnsPort === undefined ? {} : { port: dnsPort }).catch(() => openDnsServer());
    const server = await this.#dns;
    if (server.port !== dnsPort) await this.#keep({ dnsPort: server.port });
    return server;
  }

  async #keep(more: Kept): Promise<void> {
    this.#kept = { ...this.#kept, ...more };
    await this.save();
  }
}
