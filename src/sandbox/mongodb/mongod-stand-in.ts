/**
 * Stands in for `mongod` in tests on machines without one: our own server behind the commands with which a replica set and its users begin. Reads what
 * mongod would read, keeps its data where mongod would, and ends on SIGTERM. Run as a program: `node mongod-stand-in.ts --config FILE`.
 */
import { dirname, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { systemClock } from '../../ports/clock.ts';
import { openFiles } from '../../ports/files.ts';
import { systemRandom } from '../../ports/random.ts';
import { onStopSignals } from '../../ports/spawn.ts';
import { openDoor } from './door.ts';
import { ServerError } from './errors.ts';
import { noFaults } from './options.ts';
import { type MongoServer, type NewUser, openMongoServer } from './server.ts';
import type { Doc } from './values/types.ts';
import type { Request } from './wire/messages.ts';

interface Config {
  net: { port: number };
  storage: { dbPath: string };
  replication: { replSetName: string };
  systemLog: { path: string };
}

/** What it remembers besides data. */
interface Memory {
  /** The configuration that it was initiated with. */
  set?: Doc;
  users: NewUser[];
}

class StandIn {
  readonly #server: MongoServer;
  readonly #memory: Memory;
  readonly #keep: () => Promise<void>;
  readonly #stop: () => void;

  constructor(server: MongoServer, memory: Memory, keep: () => Promise<void>, stop: () => void) {
    this.#stop = stop;
    this.#server = server;
    this.#memory = memory;
    this.#keep = keep;
  }

  /** Nobody's secondary yet, or the primary. */
  greet(reply: Doc): Doc {
    const { setName: _name, hosts: _hosts, primary: _primary, me: _me, ...rest } = reply;
    if (!this.#memory.set) return { ...rest, isWritablePrimary: false, ismaster: false, isreplicaset: true };
    const host = hostIn(this.#memory.set);
    return { ...reply, hosts: [host], primary: host, me: host };
  }

  async answer({ body }: Request, command: string): Promise<Doc | undefined> {
    if (command === 'replSetGetConfig') return { config: this.#memory.set ?? refuse(94, 'no replset config has been received'), ok: 1 };
    if (command === 'shutdown') this.#stop();
    const change = this.#changes()[command];
    if (!change) return undefined;
    const reply = change(body, String(body[command]));
    await this.#keep();
    return { ...reply, ok: 1 };
  }

  #changes(): Record<string, (body: Doc, name: string) => Doc> {
    const { users } = this.#memory;
    const must = (name: string): NewUser => users.find((user) => user.name === name) ?? refuse(11, `User '${name}@admin' not found`);
    return {
      replSetInitiate: ({ replSetInitiate: set }) => {
        if (this.#memory.set) refuse(23, 'already initialized');
        this.#memory.set = { version: 1, ...(set as Doc) };
        return {};
      },
      replSetReconfig: ({ replSetReconfig: set }) => {
        this.#memory.set = set as Doc;
        return {};
      },
      usersInfo: (_, name) => ({ users: users.filter((user) => user.name === name).map((user) => ({ user: user.name, db: 'admin' })) }),
      createUser: ({ pwd, roles }, name) => {
        if (!this.#memory.set) refuse(10107, 'not primary');
        if (users.some((user) => user.name === name)) refuse(51003, `User "${name}@admin" already exists`);
        users.push({ name, password: String(pwd), roles: roles as NewUser['roles'] });
        this.#server.addUser(must(name));
        return {};
      },
      updateUser: ({ pwd, roles }, name) => {
        const user = must(name);
        if (pwd !== undefined) user.password = String(pwd);
        if (roles !== undefined) user.roles = roles as NewUser['roles'];
        this.#server.addUser(user);
        return {};
      },
      dropUser: (_, name) => {
        users.splice(users.indexOf(must(name)), 1);
        this.#server.removeUser(name);
        return {};
      },
    };
  }
}

function refuse(code: number, message: string): never {
  throw new ServerError(code, message);
}

function hostIn(set: Doc): string {
  const [first] = set.members as { host: string }[];
  return first?.host ?? '';
}

async function run(configFile: string): Promise<void> {
  const { net, storage, replication, systemLog } = parseYaml((await openFiles(dirname(configFile)).read('mongod.yaml')) ?? '') as Config;
  const files = openFiles(storage.dbPath);
  const memory = JSON.parse((await files.read('memory.json')) ?? '{"users":[]}') as Memory;
  const world = { clock: systemClock, random: systemRandom };
  const server = await openMongoServer({
    ...world,
    users: memory.users,
    replicaSet: replication.replSetName,
    dataFolder: storage.dbPath,
  });
  const stop = (): void => {
    release();
    void door.close().then(() => server.close());
  };
  const standIn = new StandIn(server, memory, () => files.write('memory.json', JSON.stringify(memory), 0o600), stop);
  const door = await openDoor({
    ...world,
    port: net.port,
    inside: server.port,
    faults: noFaults(),
    admit: () => true,
    greet: (reply) => standIn.greet(reply),
    instead: (request, command) => standIn.answer(request, command),
  });
  await openFiles(dirname(systemLog.path)).write('mongod.log', `waiting for connections on port ${net.port}\n`, 0o600);
  const release = onStopSignals(stop);
}

const [, , flag, file] = process.argv;
if (flag === '--config' && file !== undefined) await run(resolve(file));
