/**
 * The world's edge: which canonical name leads to which port of this machine, who answers for names and for the web, and which authority signs for them.
 */

import type { Edge } from '../ports/network.ts';
import { type Authority, type Certificate, openAuthority } from './certificates.ts';
import type { NameTrouble } from './faults.ts';
import type { Emulator, Stores } from './kernel.ts';
import { type NameSystem, openNameSystem } from './names/open.ts';
import { type KeptLeaves, Leaves } from './web/leaves.ts';
import { openWebEdge, type WebEdge } from './web/open.ts';
import { type Claim, type Sites, withServers } from './web/sites.ts';
import { traceAll } from './web/trace.ts';
import type { WorldOptions } from './world.ts';

/** What is kept between runs: clients go on trusting the same authority, and find the same ports. */
interface Kept {
  authority?: Certificate;
  leaves?: KeptLeaves;
  webPorts?: WebEdge['ports'];
  /** By name of server. */
  dnsPorts?: Readonly<Record<string, number>>;
}

/** What emulators are, as far as the edge has to do with them. */
type Vendor = Pick<Emulator, 'vendor' | 'hosts' | 'names'>;

type EdgeOptions = WorldOptions & {
  /** Absolute folder with the repositories of this world. */
  repositories?: string | undefined;
  /** Somebody came to a vendor by its name. */
  passing(): void;
  /** Of a certificate that its host forgets to renew, days; undefined: of none. */
  daysLeft?(name: string): number | undefined;
};

export class WorldEdge {
  readonly #options: EdgeOptions;
  readonly #vendors: readonly Vendor[];
  readonly #stores: readonly Stores[];
  readonly #leaves: Leaves;
  #kept: Kept;
  #authority: Promise<Authority> | undefined;
  #names: NameSystem | undefined;
  #web: WebEdge | undefined;
  /** Where emulators listen. */
  #ports: Readonly<Record<string, number>> = {};
  #servers: Readonly<Record<string, string>> = {};
  #turn: Promise<unknown> = Promise.resolve();
  /** What names were made of, and what became of it. */
  #mark = '';
  #landings: Sites['landings'] = new Map();
  #now: Edge = { routes: {}, dns: undefined, ca: undefined };

  constructor(options: EdgeOptions, emulators: readonly Emulator[], kept: unknown) {
    this.#options = options;
    this.#vendors = emulators;
    this.#stores = emulators.flatMap(({ stores }) => stores ?? []);
    this.#kept = (kept ?? {}) as Kept;
    const keep = (leaves: KeptLeaves): Promise<void> => this.#keep({ leaves });
    this.#leaves = new Leaves({ clock: options.clock, authority: () => this.#signer(), kept: this.#kept.leaves, keep });
  }

  /** Opens its servers. @throws OperatorError when a port is taken (its cause has `code: 'EADDRINUSE'`) */
  async open(): Promise<void> {
    const { clock, random, ports, touch = () => {}, passing, log = () => {}, daysLeft = () => undefined } = this.#options;
    const about = { leaves: this.#leaves, touch, passing, log, daysLeft };
    // Ports that were told must be had; ports that were only used before are given up when another program took them.
    const told = ports?.https !== undefined || ports?.http !== undefined;
    this.#web = told
      ? await openWebEdge({ ...about, ports: { https: ports?.https, http: ports?.http } })
      : await openWebEdge({ ...about, ports: this.#kept.webPorts ?? {} }).catch(() => openWebEdge(about));
    await this.#keep({ webPorts: this.#web.ports });
    const { dnsPorts } = this.#kept;
    this.#names = await openNameSystem({ clock, random, ...(dnsPorts ? { ports: dnsPorts } : {}) });
  }

  /** Its own ports, by kind. */
  ports(): Record<string, number> {
    return { ...this.#web?.ports };
  }

  now(): Edge {
    return this.#now;
  }

  /** Who answers for which name on the web. */
  sites(): Sites | undefined {
    return this.#web?.sites();
  }

  async certificate(names: readonly string[]): Promise<Certificate> {
    return (await this.#signer()).issue(names);
  }

  /** @param ports where emulators listen; as before unless told */
  async update(servers: Readonly<Record<string, string>>, ports?: Readonly<Record<string, number>>): Promise<void> {
    this.#servers = servers;
    this.#ports = ports ?? this.#ports;
    const done = this.#turn.then(() => this.#update());
    this.#turn = done.catch(() => {});
    await done;
  }

  trouble(trouble: NameTrouble): void {
    this.#names?.settings({ propagationSeconds: {}, never: [], silent: [], cacheSeconds: 2, ...trouble });
  }

  /** Public resolvers forget what they know. */
  flushNames(): void {
    this.#names?.flushed();
  }

  async save(): Promise<void> {
    if (Object.keys(this.#kept).length > 0) await this.#options.save?.('edge', JSON.stringify(this.#kept));
  }

  async close(): Promise<void> {
    await this.#turn;
    await Promise.all([this.#web?.close(), this.#names?.close()]);
  }

  /** Collects what vendors and stores make of names, and tells whoever listens when something changed. */
  async #update(): Promise<void> {
    const [web, names] = [this.#web, this.#names];
    if (!web || !names) return;
    const stores = this.#stores.map((own) => own.names());
    const claims = await this.#resolve(
      names,
      stores.flatMap(({ records }) => records),
    );
    const landings = withServers(this.#landings, claims, this.#servers);
    const standby = this.#vendors.flatMap(({ vendor, names: told }) => (told?.().standby ?? []).map((host) => ({ vendor, host })));
    web.set({ claims, standby, landings, servers: this.#servers, vendors: this.#vendorServers() });
    const routes: Edge['routes'] = Object.assign({}, ...stores.map((one) => one.routes), names.routes(), web.routes());
    const ca = (await this.#signer()).certificate;
    const { repositories } = this.#options;
    const next: Edge = {
      routes,
      dns: names.resolver,
      ca,
      pin: await this.#leaves.pin(),
      ...(repositories === undefined ? {} : { repositories }),
    };
    if (JSON.stringify(next) === JSON.stringify(this.#now)) return;
    this.#now = next;
    await this.#options.edgeChanged?.(next);
  }

  /** Serves the zones and follows every name in them. */
  async #resolve(names: NameSystem, extra: Parameters<NameSystem['set']>[0]['extra']): Promise<Claim[]> {
    const told = this.#vendors.map((one) => ({ vendor: one.vendor, ...one.names?.() }));
    const content = {
      zones: told.flatMap(({ zones = [] }) => zones),
      delegations: told.flatMap(({ delegations = [] }) => delegations),
      extra: extra ?? [],
    };
    const claims = told.flatMap(({ vendor, web = [] }) => web.map((host) => ({ vendor, host })));
    const mark = JSON.stringify([content, claims]);
    if (mark === this.#mark) return claims;
    await names.set(content);
    this.#landings = await traceAll(content, claims, names.resolver);
    this.#mark = mark;
    const dnsPorts = names.ports();
    if (JSON.stringify(dnsPorts) !== JSON.stringify(this.#kept.dnsPorts)) await this.#keep({ dnsPorts });
    return claims;
  }

  #vendorServers(): Record<string, string> {
    return Object.fromEntries(
      this.#vendors.flatMap(({ vendor, hosts }) => {
        const port = this.#ports[vendor];
        return port === undefined ? [] : hosts.map((host) => [host, `http://127.0.0.1:${port}`]);
      }),
    );
  }

  async #signer(): Promise<Authority> {
    const { clock, random } = this.#options;
    this.#authority ??= openAuthority({ clock, random, kept: this.#kept.authority });
    const authority = await this.#authority;
    if (!this.#kept.authority) await this.#keep({ authority: { certificate: authority.certificate, key: authority.key } });
    return authority;
  }

  /** What is made while the world opens is saved with the world (`saveAll`). */
  async #keep(more: Kept): Promise<void> {
    this.#kept = { ...this.#kept, ...more };
    if (this.#now.ca !== undefined) await this.save();
  }
}
