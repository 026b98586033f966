/**
 * The runner that really does it: every deployment that is wanted is a tenant of this machine.
 */
import { join } from 'node:path';
import { messageOf } from '../../core/errors.ts';
import { freePort, isFreePort } from '../../ports/tcp-connect.ts';
import { agesIn, removeTree } from '../../ports/trees.ts';
import { Builder, hostingFolder } from './building.ts';
import type { RunnerLine, WantedDeployment } from './desk.ts';
import { Gauges } from './gauges.ts';
import { type Runner, type RunnerGround, type RunnerLimits, usualLimits } from './runner.ts';
import type { ServiceLog } from './service-log.ts';
import { type Landlord, type Remembered, Tenant } from './tenant.ts';

interface Memory {
  order?: number;
  tenants?: Readonly<Record<string, Remembered>>;
}

/** How far above its limit a service is ended; below that it may be a moment before a collection of garbage. */
const farOver = 1.25;
/** Deployments whose logs stay readable after they are gone. */
const keptLogs = 50;

export function openMachine(ground: RunnerGround): Runner {
  return new Machine(ground);
}

class Machine implements Runner {
  readonly #ground: RunnerGround;
  readonly #limits: RunnerLimits;
  readonly #builder: Builder;
  readonly #gauges: Gauges;
  readonly #tenants = new Map<string, Tenant>();
  /** Of deployments that are gone. */
  readonly #past = new Map<string, Tenant['logs']>();
  readonly #leaving = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  readonly #ports = new Set<number>();
  #memory: Memory = {};
  /** Vendors whose list was asked for since the memory was loaded. */
  readonly #followed = new Set<string>();
  #order = 0;
  #version = 0;
  #pruning = false;

  constructor(ground: RunnerGround) {
    this.#ground = ground;
    this.#limits = { ...usualLimits, ...ground.limits };
    this.#builder = new Builder(ground, this.#limits);
    this.#gauges = new Gauges(ground.clock);
    void this.#watch();
  }

  follow(vendor: string, wanted: readonly WantedDeployment[]): boolean {
    if (this.#closing.signal.aborted) return false;
    const first = !this.#followed.has(vendor);
    this.#followed.add(vendor);
    const ids = new Set(wanted.map(({ id }) => `${vendor}/${id}`));
    for (const [id, tenant] of this.#tenants) if (tenant.vendor === vendor && !ids.has(id)) this.#leave(id, tenant);
    for (const one of wanted) {
      const id = `${vendor}/${one.id}`;
      const known = this.#tenants.get(id);
      if (known) {
        known.want(one);
        if (first) known.tellAgain();
        continue;
      }
      const tenant = new Tenant(this.#landlord(), vendor, one, this.#memory.tenants?.[id]);
      this.#tenants.set(id, tenant);
      this.#version += 1;
      tenant.want(one);
    }
    return false;
  }

  logs(id: string, of: 'build' | 'run'): readonly RunnerLine[] {
    return this.#logOf(id, of)?.lines ?? [];
  }

  redacted(id: string, of: 'build' | 'run'): readonly RunnerLine[] {
    return this.#logOf(id, of)?.redacted() ?? [];
  }

  metrics(id: string): ReturnType<Runner['metrics']> {
    const tenant = this.#tenants.get(id);
    return tenant && this.#gauges.of(tenant.instances.flatMap(({ pid }) => pid ?? []));
  }

  services(): ReturnType<Runner['services']> {
    return [...this.#tenants].map(([id, tenant]) => {
      const used = this.metrics(id);
      return { ...tenant.show(), memoryMb: used?.memoryMb, cpuPercent: used?.cpuPercent };
    });
  }

  kill(id: string): boolean {
    const running = this.#tenants.get(id)?.instances.find(({ pid }) => pid !== undefined);
    running?.kill();
    return running !== undefined;
  }

  dump(): Memory {
    const tenants = Object.fromEntries([...this.#tenants].map(([id, tenant]) => [id, tenant.remember()]));
    // What was not asked for yet is remembered on.
    const later = Object.entries(this.#memory.tenants ?? {}).filter(([id]) => !this.#followed.has(id.slice(0, id.indexOf('/'))));
    return { order: this.#order, tenants: { ...Object.fromEntries(later), ...tenants } };
  }

  load(memory: unknown): void {
    this.#memory = (memory ?? {}) as Memory;
    this.#order = Math.max(this.#order, this.#memory.order ?? 0);
    this.#followed.clear();
    this.#version += 1;
  }

  version(): number {
    return this.#version;
  }

  async settle(): Promise<void> {
    for (;;) {
      const busy = [...this.#tenants.values()].filter((one) => one.isBusy());
      if (busy.length === 0 && this.#leaving.size === 0) break;
      await Promise.all([...busy.map((one) => one.settle()), ...this.#leaving]);
    }
    await Promise.all([...this.#tenants.values()].map((one) => one.settle()));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#tenants.values()].map((one) => one.close()));
    await Promise.all(this.#leaving);
  }

  #leave(id: string, tenant: Tenant): void {
    this.#tenants.delete(id);
    this.#version += 1;
    this.#past.set(id, tenant.logs);
    const [oldest] = this.#past.keys();
    if (this.#past.size > keptLogs && oldest !== undefined) this.#past.delete(oldest);
    tenant.want(undefined);
    const gone = tenant.settle().finally(() => {
      this.#leaving.delete(gone);
      void this.#prune();
    });
    this.#leaving.add(gone);
  }

  #logOf(id: string, of: 'build' | 'run'): ServiceLog | undefined {
    return (this.#tenants.get(id)?.logs ?? this.#past.get(id))?.[of];
  }

  #landlord(): Landlord {
    return {
      ground: this.#ground,
      limits: this.#limits,
      builder: this.#builder,
      port: (before) => this.#port(before),
      nextOrder: () => ++this.#order,
      tookOver: (tenant) => this.#tookOver(tenant),
      changed: () => {
        this.#version += 1;
      },
    };
  }

  /** The same as before where that is free, so that nothing needs to be told anew. */
  async #port(before: number | undefined): Promise<number> {
    if (before !== undefined && (await isFreePort(before))) return before;
    let port = await freePort();
    // One that was given to a service which does not listen yet is free as well.
    while (this.#ports.has(port)) port = await freePort();
    this.#ports.add(port);
    return port;
  }

  #tookOver(tenant: Tenant): void {
    for (const other of this.#tenants.values()) {
      const isOfSame = other.vendor === tenant.vendor && other.wanted.service === tenant.wanted.service;
      if (other !== tenant && isOfSame && other.order < tenant.order) other.replaced();
    }
    void this.#prune();
  }

  /** Looks at what runs until it closes. */
  async #watch(): Promise<void> {
    const { clock, log } = this.#ground;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await clock.sleep(this.#limits.gaugeMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      await this.#measure().catch((error: unknown) => log(`hosting: ${messageOf(error)}`));
    }
  }

  async #measure(): Promise<void> {
    const tenants = [...this.#tenants.values()];
    await this.#gauges.measure(new Set(tenants.flatMap(({ instances }) => instances.flatMap(({ pid }) => pid ?? []))));
    if (tenants.some((one) => one.isBusy())) this.#ground.touch();
    for (const { wanted, instances } of tenants)
      for (const instance of instances) {
        const used = instance.pid === undefined ? 0 : this.#gauges.memoryOf(instance.pid);
        if (wanted.memoryMb === undefined || used < wanted.memoryMb * farOver) continue;
        instance.kill(`Out of memory: ${wanted.name} used ${Math.round(used)} MB, its limit is ${wanted.memoryMb} MB. It was ended.`);
      }
  }

  /** Old builds, and folders of deployments that nobody knows any more. */
  async #prune(): Promise<void> {
    if (this.#pruning || this.#closing.signal.aborted) return;
    this.#pruning = true;
    try {
      await this.#builder.prune([...this.#tenants.values()].map(({ wanted }) => wanted));
      const home = join(this.#ground.root, hostingFolder);
      for (const vendor of new Set([...this.#tenants.values()].map((one) => one.vendor))) {
        const known = new Set([...this.#tenants.keys(), ...this.#past.keys()]);
        const old = (await agesIn(join(home, vendor))).filter(({ name }) => !known.has(`${vendor}/${name}`)).slice(0, -keptLogs);
        for (const { name } of old) await removeTree(join(home, vendor, name));
      }
    } catch (error) {
      this.#ground.log(`hosting: ${messageOf(error)}`);
    } finally {
      this.#pruning = false;
    }
  }
}
