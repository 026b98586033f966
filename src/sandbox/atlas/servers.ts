/**
 * The databases behind the clusters: one MongoDB server for each, with the users and the access list of its project, found by its canonical name.
 */
import { join } from 'node:path';
import { openFiles } from '../../ports/files.ts';
import { isPortTaken, listen } from '../../ports/listen.ts';
import { systemShell } from '../../ports/shell.ts';
import type { Ground, StoreNames, Stores } from '../kernel.ts';
import { type MongoStore, openMongoStore } from '../mongodb/open.ts';
import { frame, recordsIn } from '../mongodb/storage/records.ts';
import { parse } from '../mongodb/values/parse.ts';
import type { DnsRecord } from '../names/names.ts';
import { living } from './access.ts';
import { HeldSnapshots } from './snapshots.ts';
import { type Books, type Cluster, hostOf, type Size, shardOf } from './state.ts';
import { strikeMongo } from './strikes.ts';

/** The address from which this machine seems to come, a documentation range (RFC 5737). */
export const seemsFrom = '203.0.113.7';
const nowhereListed = '192.0.2.1';
const megabyte = 1024 * 1024;
/** https://www.mongodb.com/docs/atlas/reference/free-shared-limitations/, https://www.mongodb.com/docs/atlas/reference/atlas-limits/ */
const limits: Readonly<Record<Size, { storageBytes?: number; connections: number }>> = {
  M0: { storageBytes: 512 * megabyte, connections: 500 },
  FLEX: { storageBytes: 5120 * megabyte, connections: 500 },
  M10: { connections: 1500 },
  M20: { connections: 3000 },
  M30: { connections: 3000 },
};

/** What a cluster holds, in a snapshot. */
interface Held {
  bytes: string;
  /** The same in words, for comparing worlds. */
  told: string[];
  /** What its snapshots hold, by id. */
  snapshots?: Record<string, string>;
}

interface Running {
  server: MongoStore;
  /** Users as the server was told them, by name. */
  users: Map<string, string>;
  admin: string;
}

export class MongoStores implements Stores {
  readonly id = 'mongodb';
  readonly #books: () => Books;
  readonly #running = new Map<string, Running>();
  #snapshots = new HeldSnapshots(undefined);
  #ground: Ground | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #prefer: 'real' | 'built-in';

  /** @param prefer `real`: a mongod that is on PATH runs the clusters */
  constructor(books: () => Books, prefer: 'real' | 'built-in') {
    this.#books = books;
    this.#prefer = prefer;
  }

  async open(ground: Ground): Promise<void> {
    this.#ground = ground;
    this.#snapshots = new HeldSnapshots(ground.folder);
  }

  sync(): Promise<void> {
    return this.#inTurn(() => this.#sync());
  }

  async #sync(): Promise<void> {
    const books = this.#books();
    const wanted = new Map(books.state.clusters.map((cluster) => [cluster.id, cluster]));
    for (const [id, { server }] of this.#running)
      if (!wanted.has(id)) {
        this.#running.delete(id);
        await server.close();
        // A cluster that was deleted leaves nothing behind.
        const { folder } = this.#must();
        if (folder !== undefined) await openFiles(folder).remove(join('mongodb', id));
      }
    for (const cluster of wanted.values()) {
      if (!this.#running.has(cluster.id)) this.#running.set(cluster.id, await this.#start(books, cluster));
      await this.#tell(books, cluster, this.#running.get(cluster.id) as Running);
    }
    await this.#snapshots.follow(books, (id) => this.#serverOf(id));
  }

  #serverOf(cluster: string): MongoStore | undefined {
    return this.#running.get(cluster)?.server;
  }

  async #start(books: Books, cluster: Cluster): Promise<Running> {
    const ground = this.#must();
    const admin = ground.random.token(24);
    const port = cluster.port || (await freePort());
    const open = (at: number): Promise<MongoStore> => this.#open(ground, cluster, at, admin);
    const server = await open(port).catch(async (error: unknown) => {
      if (!isPortTaken(error)) throw error;
      return open(await freePort());
    });
    if (cluster.port !== server.port) {
      cluster.port = server.port;
      books.changed();
    }
    ground.log(`mongodb ${cluster.name} on port ${server.port} (${server.kind})`);
    return { server, users: new Map(), admin };
  }

  async #open(ground: Ground, cluster: Cluster, port: number, admin: string): Promise<MongoStore> {
    const names = [hostOf(cluster), shardOf(cluster)];
    return openMongoStore({
      shell: systemShell,
      prefer: this.#prefer,
      log: (line) => {
        ground.log(line);
        // What did not work once is not waited for again.
        this.#prefer = 'built-in';
      },
      clock: ground.clock,
      random: ground.random,
      port,
      tls: await ground.certificate(names),
      // Without any user everybody could do everything.
      users: [{ name: `k77-sandbox-${cluster.hash}`, password: admin, roles: [{ role: 'root', db: 'admin' }] }],
      replicaSet: `atlas-${cluster.hash}-shard-0`,
      advertisedHosts: [`${shardOf(cluster)}:${port}`],
      limits: limits[cluster.size],
      faults: { each: (command) => strikeMongo(ground, command) },
      ...(ground.folder === undefined ? {} : { dataFolder: join(ground.folder, 'mongodb', cluster.id) }),
    });
  }

  /** Users, access list and switched-on trouble. */
  async #tell(books: Books, cluster: Cluster, { server, users }: Running): Promise<void> {
    const { state } = books;
    const wanted = state.users.filter(
      (user) => user.groupId === cluster.groupId && (user.scopes.length === 0 || user.scopes.some((scope) => scope.name === cluster.name)),
    );
    for (const name of users.keys())
      if (!wanted.some((user) => user.username === name)) {
        await server.removeUser(name);
        users.delete(name);
      }
    for (const user of wanted) {
      const mark = JSON.stringify([user.$password, user.roles]);
      if (users.get(user.username) === mark) continue;
      const roles = user.roles.map((role) => ({ role: role.roleName, db: role.databaseName }));
      await server.addUser({ name: user.username, password: user.$password, roles });
      users.set(user.username, mark);
    }
    const entries = living(books).flatMap((entry) => (entry.groupId === cluster.groupId ? [entry.cidrBlock] : []));
    server.setAccessList({ entries, from: state.trouble.elsewhere ? nowhereListed : seemsFrom });
    server.faults.refuseLogins = state.trouble.passwords === true;
    server.faults.quotaExhausted = state.trouble.quota === true;
    server.faults.refuseConnections = state.trouble.connections !== undefined && server.connections() >= state.trouble.connections;
  }

  async dump(): Promise<Record<string, Held>> {
    const held = [...this.#running].map(async ([id, { server }]) => {
      const bytes = await server.snapshot();
      const snapshots = await this.#snapshots.dump(this.#snapshotsOf(id));
      return [id, { bytes: bytes.toString('base64'), told: tellAll(bytes), ...snapshots }] as const;
    });
    return Object.fromEntries(await Promise.all(held));
  }

  load(held: unknown): Promise<void> {
    const all = (held ?? {}) as Record<string, Held>;
    return this.#inTurn(async () => {
      for (const [id, { server }] of this.#running) {
        const known = all[id];
        await this.#snapshots.load(known?.snapshots);
        await server.restore(known ? Buffer.from(known.bytes, 'base64') : frame([]));
      }
    });
  }

  #snapshotsOf(cluster: string): string[] {
    return this.#books().state.clusters.flatMap(({ id, snapshots }) => (id === cluster ? snapshots.map((one) => one.id) : []));
  }

  names(): StoreNames {
    const clusters = this.#books().state.clusters.filter((cluster) => cluster.port !== 0);
    return {
      routes: Object.fromEntries(clusters.map((cluster) => [`${shardOf(cluster)}:${cluster.port}`, `127.0.0.1:${cluster.port}`])),
      records: clusters.flatMap((cluster): DnsRecord[] => [
        { type: 'SRV', name: `_mongodb._tcp.${hostOf(cluster)}`, target: shardOf(cluster), port: cluster.port },
        { type: 'TXT', name: hostOf(cluster), value: `authSource=admin&replicaSet=atlas-${cluster.hash}-shard-0` },
        { type: 'A', name: shardOf(cluster), value: '127.0.0.1' },
      ]),
    };
  }

  async close(): Promise<void> {
    await this.#queue;
    await Promise.all([...this.#running.values()].map(({ server }) => server.close()));
    this.#running.clear();
  }

  /** One change after the other: a cluster is not started twice. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#queue.then(work);
    this.#queue = mine.catch(() => undefined);
    return mine;
  }

  #must(): Ground {
    if (!this.#ground) throw new Error('the stores are not open');
    return this.#ground;
  }
}

/** A port that was free a moment ago: the server has to know its own before it listens. */
async function freePort(): Promise<number> {
  const listener = await listen(async () => ({ status: 404, body: '' }));
  await listener.close();
  return listener.port;
}

/** Collections with their indexes and how many documents they have, in words that do not change from run to run. */
function tellAll(bytes: Buffer): string[] {
  const counts = new Map<string, number>();
  const told: string[] = [];
  for (const record of recordsIn(bytes)) {
    const { o: kind, d, c, v } = parse(record);
    const name = `${String(d)}.${String(c)}`;
    if (kind === 'index') {
      const { name: index, unique, partialFilterExpression: only, expireAfterSeconds: after } = v as Record<string, unknown>;
      told.push(
        `${name} index ${String(index)}${unique ? ' unique' : ''}${only ? ' partial' : ''}${after === undefined ? '' : ` expires ${Number(after)}`}`,
      );
    } else if (kind === 'put') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...told, ...[...counts].map(([name, count]) => `${name} ${count} documents`)].sort();
}
