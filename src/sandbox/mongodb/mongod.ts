/**
 * `mongod` behind a database of the sandbox: started on loopback in a folder of its own, its secrets in files that only their owner may read, with
 * our door in front. TLS ends at the door: that is where the canonical names are.
 *
 * Unverified: no mongod was at hand when this was written. It was tried with a stand-in that speaks the same dialogue (`mongod-stand-in.ts`); when a
 * real one does not play along, `open.ts` takes the built-in server.
 */
import { OperatorError } from '../../core/errors.ts';
import type { Shell } from '../../core/ports.ts';
import { listenTcp } from '../../ports/tcp.ts';
import { freePort } from '../../ports/tcp-connect.ts';
import { listed } from './access/addresses.ts';
import { type Door, openDoor } from './door.ts';
import { ServerError } from './errors.ts';
import { type Owner, openPlace, type Place } from './mongod-folder.ts';
import { dumpAll, restoreAll } from './mongod-snapshot.ts';
import { endEarlier, type Started, startMongod, stopMongod } from './mongod-start.ts';
import { bytesOf, statsOf } from './mongod-stats.ts';
import { hasUser, putUser, removeUser, setPassword, setRoles } from './mongod-users.ts';
import type { MongoStore } from './open.ts';
import { type AccessList, type Faults, type MongoOptions, noFaults } from './options.ts';

export { ownerFile } from './mongod-folder.ts';

export interface Found {
  version: string;
  major: number;
}

export interface MongodOptions extends MongoOptions {
  dataFolder: string;
  /** How long it may take to be ready, milliseconds; 20 000 unless told. */
  startMs?: number;
}

const startMs = 20_000;
const versionMs = 5000;
/** How often, and how many milliseconds apart, the port of an earlier one is looked at before another port is taken. */
const endTries = 10;
const endPauseMs = 100;
/** Older ones are out of support, and know less than Atlas. */
const oldest = 6;
/** Commands that can make data grow; whether this one does is not looked at. */
const growing = new Set(['insert', 'update', 'findAndModify', 'findandmodify', 'bulkWrite']);
const logins = new Set(['saslStart', 'saslContinue', 'authenticate']);

/** The mongod on PATH; undefined when there is none, or one that is too old or cannot say its version. */
export async function findMongod({ shell }: { shell: Shell }): Promise<Found | undefined> {
  const { code, stdout } = await shell.run('mongod', ['--version'], { timeoutMs: versionMs });
  const version = /db version v(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (code !== 0 || version === undefined) return undefined;
  const major = Number.parseInt(version, 10);
  return major >= oldest ? { version, major } : undefined;
}

/** @throws OperatorError when the port is taken, mongod is not ready in time, or something is asked for that it cannot do; nothing is left of it then */
export async function openMongod(found: Found, options: MongodOptions): Promise<MongoStore> {
  refuseWhatItCannot(options);
  const place = await openPlace(options.dataFolder);
  const owner = await ownerOf(place, options);
  const gate = newGate(options, owner);
  const door = await gate.open();
  let started: Started | undefined;
  try {
    started = await start(found, options, place, owner);
    for (const user of options.users) await putUser(started.client, user);
    gate.begin(started, door.port);
    return storeOf(started, door, gate);
  } catch (error) {
    await door.close();
    if (started) await stopMongod(started);
    // What an earlier start has kept stays.
    if (!place.known) await place.remove();
    throw error;
  }
}

function refuseWhatItCannot({ limits, users }: MongodOptions): void {
  const what =
    limits?.operationsPerSecond !== undefined
      ? 'slow its clients down to a number of operations per second'
      : users.length === 0
        ? 'be open to everybody'
        : undefined;
  if (what) throw new OperatorError({ what: `a mongod of the sandbox cannot ${what}`, fix: 'Use the built-in MongoDB for that' });
}

/** Who we are to it: as before, on the port of before when nobody has taken it. */
async function ownerOf({ known }: Place, { random, clock }: MongodOptions): Promise<Owner> {
  if (known && !(await isFree(known.port))) await endEarlier(known);
  for (let left = endTries; known && left > 0 && !(await isFree(known.port)); left--) await clock.sleep(endPauseMs);
  const port = known && (await isFree(known.port)) ? known.port : await freePort();
  return { name: 'k77-owner', password: known?.password ?? random.token(24), port };
}

async function isFree(port: number): Promise<boolean> {
  const listener = await listenTcp({ port, connected: (peer) => peer.drop() }).catch(() => undefined);
  await listener?.close();
  return listener !== undefined;
}

async function start({ major }: Found, options: MongodOptions, place: Place, owner: Owner): Promise<Started> {
  const { clock, random, replicaSet } = options;
  await place.prepare(owner, { major, replicaSet, random });
  const until = clock.tick() + (options.startMs ?? startMs);
  return startMongod({ clock, folder: place.folder, owner, replicaSet, until });
}

/** Who may come in, and what is said in the server's place. */
interface Gate {
  faults: Faults;
  open(): Promise<Door>;
  /** It is ready: clients may come. */
  begin(started: Started, port: number): void;
  setAccessList(list: AccessList | undefined): void;
  advertise(hosts: readonly string[]): void;
}

function newGate(options: MongodOptions, owner: Owner): Gate {
  const { clock, limits = {} } = options;
  const faults: Faults = { ...noFaults(), ...options.faults };
  let behind: Started | undefined;
  let access: AccessList | undefined;
  let hosts: readonly string[] = options.advertisedHosts ?? [];
  let measured = { at: Number.NEGATIVE_INFINITY, bytes: 0 };

  /** Measured once a second at most: a real quota is not exact to the byte either. */
  const needSpace = async (): Promise<void> => {
    const { storageBytes } = limits;
    if (behind && storageBytes !== undefined && clock.tick() - measured.at > 1000)
      measured = { at: clock.tick(), bytes: await bytesOf(behind.client) };
    if (!faults.quotaExhausted && (storageBytes === undefined || measured.bytes < storageBytes)) return;
    const may = Math.round((storageBytes ?? 512 * 1024 * 1024) / 1024 / 1024);
    throw new ServerError(8000, `you are over your space quota, using ${may} MB of ${may} MB`);
  };

  return {
    faults,
    open: () =>
      openDoor({
        clock,
        port: options.port,
        tls: options.tls,
        inside: owner.port,
        faults,
        admit: (connections) => {
          if (!behind || faults.refuseConnections || (access && !listed(access.entries, access.from))) return false;
          return connections < (limits.connections ?? Number.POSITIVE_INFINITY);
        },
        greet: (reply) => (reply.setName === undefined ? reply : { ...reply, hosts: [...hosts], primary: hosts[0], me: hosts[0] }),
        instead: async (_, command) => {
          if (faults.refuseLogins && logins.has(command)) throw new ServerError(18, 'Authentication failed.');
          if (growing.has(command)) await needSpace();
          return undefined;
        },
      }),
    begin: (started, port) => {
      behind = started;
      if (hosts.length === 0) hosts = [`127.0.0.1:${port}`];
    },
    setAccessList: (list) => {
      access = list;
    },
    advertise: (names) => {
      hosts = names;
    },
  };
}

function storeOf(started: Started, door: Door, gate: Gate): MongoStore {
  const { client } = started;
  return {
    port: door.port,
    kind: 'mongod',
    faults: gate.faults,
    addUser: (user) => putUser(client, user),
    removeUser: (name) => removeUser(client, name),
    setPassword: (name, password) => setPassword(client, name, password),
    setRoles: (name, roles) => setRoles(client, name, roles),
    hasUser: (name) => hasUser(client, name),
    setAccessList: gate.setAccessList,
    advertise: gate.advertise,
    connections: () => door.connections.current,
    snapshot: () => dumpAll(client),
    restore: (snapshot) => restoreAll(client, snapshot),
    stats: async () => ({ ...(await statsOf(client)), connections: { ...door.connections } }),
    close: async () => {
      await door.close();
      await stopMongod(started);
    },
  };
}
