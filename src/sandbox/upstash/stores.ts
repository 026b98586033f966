/**
 * The Redis behind each emulated database: a TLS front under its canonical name, the plan's limits behind it, and a Redis behind those.
 * A Redis starts when somebody connects for the first time, so that a world that only lists databases starts none.
 */
import { isPortTaken, type Listener, listen } from '../../ports/listen.ts';
import { systemShell } from '../../ports/shell.ts';
import { listenTcp, type Peer } from '../../ports/tcp.ts';
import { connectTcp } from '../../ports/tcp-connect.ts';
import type { Certificate } from '../certificates.ts';
import type { Ground, StoreNames, Stores } from '../kernel.ts';
import { openRedis } from '../redis/open.ts';
import { openUpstashProxy } from '../redis/upstash-proxy.ts';
import { type Backend, close, faultsOf, limitsOf, measure, type Running, stop, stopKeeping } from './backend.ts';
import { type Books, type Database, hostOf } from './model.ts';
import { answerRest } from './rest.ts';

const connectMs = 5000;

export class RedisStores implements Stores {
  readonly id = 'redis';
  readonly #books: () => Books;
  readonly #running = new Map<string, Running>();
  #ground: Ground | undefined;
  #certificate: Promise<Certificate> | undefined;
  #rest: Listener | undefined;

  constructor(books: () => Books) {
    this.#books = books;
  }

  async open(ground: Ground): Promise<void> {
    this.#ground = ground;
  }

  async sync(): Promise<void> {
    const { databases } = this.#books().state;
    for (const [id, running] of this.#running)
      if (!databases.some((database) => database.id === id)) {
        this.#running.delete(id);
        await close(running);
      }
    for (const database of databases) await this.#follow(database);
    if (databases.length > 0) this.#rest ??= await this.#openRest();
  }

  /** Usage as the proxies counted it, into the state: what the API tells is never older than the last command. */
  collect(): void {
    for (const database of this.#books().state.databases) {
      const used = this.#running.get(database.id)?.proxy?.usage();
      if (used) database.used = { month: used.month, commands: used.commands };
    }
  }

  /** Faults that were switched on, and figures that only the servers know. */
  async watch(): Promise<void> {
    for (const database of this.#books().state.databases) {
      const running = this.#running.get(database.id);
      if (!running?.proxy) continue;
      running.proxy.setFaults(faultsOf(this.#must().faults));
      const { commands } = running.proxy.usage();
      if (commands === running.measured) continue;
      running.measured = commands;
      const { backend } = running;
      try {
        await measure(database, (await backend)?.server);
      } catch (error) {
        // It was stopped while it was asked: a restored world has another one, or none.
        if (running.backend === backend) throw error;
      }
    }
  }

  names(): StoreNames {
    const { databases, restPort } = this.#books().state;
    const routes = databases.flatMap((database) => [
      [`${hostOf(database)}:6379`, `127.0.0.1:${database.port}`],
      [`${hostOf(database)}:443`, `127.0.0.1:${restPort}`],
    ]);
    return { routes: Object.fromEntries(routes) as Record<string, string>, records: [] };
  }

  async dump(): Promise<unknown> {
    const held = await Promise.all(
      [...this.#running].map(
        async ([id, { backend, held: text }]) => [id, backend ? await (await backend).server.snapshot() : text] as const,
      ),
    );
    return Object.fromEntries(held.filter(([, text]) => text !== undefined));
  }

  async load(held: unknown): Promise<void> {
    const texts = (held ?? {}) as Readonly<Record<string, string>>;
    for (const [id, running] of this.#running) {
      await stop(running);
      running.held = texts[id] ?? '';
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.values()].map(close));
    this.#running.clear();
    await this.#rest?.close();
  }

  /** Where the plain side of a database's proxy listens, for its REST form. */
  async proxyPort(database: Database): Promise<number> {
    const running = this.#running.get(database.id);
    if (!running || database.state !== 'active') throw new Error(`${database.name} is ${database.state}`);
    return (await this.#backend(database, running)).proxy.port;
  }

  async #follow(database: Database): Promise<void> {
    const running = this.#running.get(database.id);
    if (!running) return this.#begin(database);
    const backend = await running.backend;
    if (running.password !== database.password) {
      running.password = database.password;
      await backend?.server.setPassword(database.password);
      // Upstash lets nobody stay who logged in with the old one.
      for (const client of running.clients) client.drop();
    }
    if (database.state !== 'active') for (const client of running.clients) client.drop();
    if (!backend) return;
    if (backend.proxy.usage().commands !== database.used.commands) return stopKeeping(running);
    backend.proxy.setLimits(limitsOf(database));
  }

  async #begin(database: Database): Promise<void> {
    const clients = new Set<Peer>();
    const running: Omit<Running, 'front'> = {
      clients,
      password: database.password,
      backend: undefined,
      proxy: undefined,
      held: undefined,
      measured: -1,
    };
    const about = {
      tls: await this.#tls(),
      admit: () => this.#find(database.id)?.state === 'active' && !faultsOf(this.#must().faults).refuseConnections,
      connected: (client: Peer) => void this.#join(database.id, client),
    };
    const front = await listenTcp({ ...about, port: database.port }).catch((error: unknown) => {
      if (!isPortTaken(error)) throw error;
      return listenTcp(about);
    });
    database.port = front.port;
    this.#running.set(database.id, Object.assign(running, { front }));
  }

  /** Joins a client with the proxy, in both directions. */
  async #join(id: string, client: Peer): Promise<void> {
    this.#ground?.touch();
    const early: Buffer[] = [];
    let take = (bytes: Buffer): void => void early.push(bytes);
    let end = (): void => {};
    client.onData((bytes) => take(bytes));
    client.onEnd(() => end());
    const [database, running] = [this.#find(id), this.#running.get(id)];
    if (!database || !running) return client.drop();
    running.clients.add(client);
    try {
      const { proxy } = await this.#backend(database, running);
      const inside = await connectTcp({ port: proxy.port, timeoutMs: connectMs });
      inside.onData((bytes) => client.send(bytes));
      inside.onEnd(() => client.end());
      take = (bytes) => inside.send(bytes);
      end = () => {
        running.clients.delete(client);
        inside.end();
      };
      for (const bytes of early) inside.send(bytes);
    } catch (error) {
      this.#ground?.log(`redis ${database.name}: ${String(error)}`);
      running.clients.delete(client);
      client.drop();
    }
  }

  #backend(database: Database, running: Running): Promise<Backend> {
    running.backend ??= this.#start(database, running).catch((error: unknown) => {
      running.backend = undefined;
      throw error;
    });
    return running.backend;
  }

  async #start(database: Database, running: Running): Promise<Backend> {
    const { clock, random, folder } = this.#must();
    const dataFolder = folder === undefined ? undefined : `${folder}/${database.id}`;
    const server = await openRedis({ clock, random, shell: systemShell, password: database.password, dataFolder, prefer: 'real' });
    if (running.held === '') await server.ask('FLUSHALL');
    else if (running.held !== undefined) await server.restore(running.held);
    const proxy = await openUpstashProxy({
      clock,
      random,
      upstream: server,
      limits: limitsOf(database),
      faults: faultsOf(this.#must().faults),
      used: this.#books().usage(database),
    });
    running.proxy = proxy;
    running.held = undefined;
    return { server, proxy };
  }

  async #openRest(): Promise<Listener> {
    const { state } = this.#books();
    const handler = (incoming: Parameters<typeof answerRest>[2]) => {
      this.#ground?.touch();
      return answerRest(this.#books().state.databases, (database) => this.proxyPort(database), incoming);
    };
    const tls = await this.#tls();
    const listener = await listen(handler, state.restPort, tls).catch((error: unknown) => {
      if (!isPortTaken(error)) throw error;
      return listen(handler, 0, tls);
    });
    state.restPort = listener.port;
    return listener;
  }

  #tls(): Promise<Certificate> {
    this.#certificate ??= this.#must().certificate(['*.upstash.io']);
    return this.#certificate;
  }

  #must(): Ground {
    if (!this.#ground) throw new Error('the Redis stores are not open');
    return this.#ground;
  }

  #find(id: string): Database | undefined {
    return this.#books().find(id);
  }
}
