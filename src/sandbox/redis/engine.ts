/**
 * The server without its sockets: databases, sessions, and how a command goes from its words to its reply.
 * Everything happens on one thread and in order, as in Redis: a transaction or a script is never interrupted.
 */
import type { Clock, Random } from '../../core/ports.ts';
import { type Call, type Command, type Wait, wrongArity } from './command.ts';
import { commands, refused } from './commands/index.ts';
import { Database, type EventClass } from './keyspace.ts';
import { toCount } from './numbers.ts';
import { PubSub } from './pubsub.ts';
import { failure, later, RedisError, type Reply, status } from './reply.ts';
import { Scripts } from './scripts.ts';
import { type Outlet, Session } from './session.ts';
import { Settings } from './settings.ts';
import { WaitingRoom } from './waiting-room.ts';

const databaseCount = 16;

/** Commands that MULTI does not queue. */
const immediate = new Set(['exec', 'discard', 'multi', 'watch', 'quit', 'reset']);
const whileSubscribed = new Set(['subscribe', 'psubscribe', 'unsubscribe', 'punsubscribe', 'ping', 'quit', 'reset']);

export class Engine {
  readonly clock: Clock;
  readonly commands = commands;
  readonly settings = new Settings();
  readonly pubsub = new PubSub();
  readonly scripts: Scripts;
  readonly databases: readonly Database[];
  readonly sessions = new Map<number, Session>();
  readonly startedAt: number;
  readonly runId: string;
  readonly counts = { commands: 0, connections: 0 };
  readonly #random: Random;
  readonly #waiting = new WaitingRoom(this);
  readonly #watchers = new Map<string, Set<Session>>();
  #lastId = 0;
  /** Grows with every change of any key. */
  changes = 0;

  constructor(clock: Clock, random: Random) {
    this.clock = clock;
    this.#random = random;
    this.startedAt = this.now();
    this.runId = Buffer.from(random.token(30)).toString('hex').slice(0, 40);
    this.scripts = new Scripts(this);
    const listener = {
      changed: (db: Database, key: string) => this.#changed(db, key),
      event: (db: Database, kind: EventClass, event: string, key: string) => this.#announce(db, kind, event, key),
    };
    this.databases = Array.from({ length: databaseCount }, (_, index) => new Database(index, () => this.now(), listener));
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.clock.now().getTime();
  }

  open(outlet: Outlet): Session {
    this.counts.connections += 1;
    this.#lastId += 1;
    const session = new Session(this.#lastId, this.now(), this.settings.get('requirepass') === '', outlet);
    this.sessions.set(session.id, session);
    return session;
  }

  close(session: Session): void {
    this.#waiting.leave(session);
    this.unwatch(session);
    this.pubsub.leave(session);
    this.sessions.delete(session.id);
  }

  /** Answers one request, or parks its session until it can be answered. */
  handle(session: Session, [word = '', ...args]: readonly string[]): void {
    session.lastSeen = this.now();
    session.lastCommand = word.toLowerCase();
    session.send(this.#answer(session, word, args));
    this.#waiting.serve();
  }

  #answer(session: Session, word: string, args: readonly string[]): Reply {
    try {
      const command = this.find(word, args);
      this.#admit(session, command);
      if (session.queue === undefined || immediate.has(command.name)) return this.execute(session, command, args, false);
      if (command.flags.includes('no_multi')) throw new RedisError(`ERR k77's Redis does not do ${word.toUpperCase()} inside MULTI`);
      session.queue.push({ command, args });
      return status('QUEUED');
    } catch (error) {
      if (session.queue) session.broken = true;
      return refusal(error);
    }
  }

  /** @throws RedisError when there is no such command, or not with so many arguments */
  find(word: string, args: readonly string[]): Command {
    const name = word.toLowerCase();
    const command = commands.get(name);
    if (command === undefined && refused.has(name)) throw new RedisError(`ERR k77's Redis does not do ${name.toUpperCase()}`);
    if (command === undefined) throw unknownCommand(word, args);
    const given = args.length + 1;
    if (command.arity > 0 ? given !== command.arity : given < -command.arity) throw wrongArity(name);
    return command;
  }

  #admit(session: Session, command: Command): void {
    if (!session.authenticated && !command.flags.includes('no_auth')) throw new RedisError('NOAUTH Authentication required.');
    if (session.subscriptions > 0 && session.protocol === 2 && !whileSubscribed.has(command.name))
      throw new RedisError(
        `ERR Can't execute '${command.name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`,
      );
  }

  /** Runs a command now. @param atomic inside a transaction or a script, where it may not wait */
  execute(session: Session, command: Command, args: readonly string[], atomic: boolean): Reply {
    this.counts.commands += 1;
    const db = this.current(session);
    const block = (wait: Wait): Reply => {
      const reply = wait.attempt();
      if (reply !== undefined) return reply;
      if (atomic) return wait.empty;
      this.#waiting.park(session, db.index, wait);
      return later;
    };
    const call: Call = { engine: this, session, db, name: command.name, args, atomic, block };
    try {
      return command.run(call);
    } catch (error) {
      return refusal(error);
    }
  }

  unblock(session: Session, reply: Reply): boolean {
    return this.#waiting.release(session, reply);
  }

  current(session: Session): Database {
    return this.database(String(session.database));
  }

  /** @throws RedisError when there is no database of that number */
  database(text: string): Database {
    const found = this.databases[toCount(text)];
    if (found === undefined) throw new RedisError('ERR DB index is out of range');
    return found;
  }

  watch(session: Session, db: Database, key: string): void {
    // A key whose time is already over is absent: its removal later changes nothing.
    db.find(key);
    const name = watchName(db, key);
    session.watched.add(name);
    this.#watchers.set(name, (this.#watchers.get(name) ?? new Set()).add(session));
  }

  unwatch(session: Session): void {
    for (const name of session.watched) {
      const sessions = this.#watchers.get(name);
      sessions?.delete(session);
      if (sessions?.size === 0) this.#watchers.delete(name);
    }
    session.watched.clear();
    session.dirty = false;
  }

  /** Removes watched keys whose time is over, which marks their watchers. */
  settleWatched(session: Session): void {
    for (const name of session.watched) {
      const space = name.indexOf(' ');
      this.databases[Number(name.slice(0, space))]?.find(name.slice(space + 1));
    }
  }

  #changed(db: Database, key: string): void {
    this.changes += 1;
    for (const session of this.#watchers.get(watchName(db, key)) ?? []) session.dirty = true;
    this.#waiting.signal(db.index, key);
  }

  #announce(db: Database, kind: EventClass, event: string, key: string): void {
    const wanted = this.settings.get('notify-keyspace-events');
    if (wanted === '' || !(wanted.includes('A') || wanted.includes(kind))) return;
    if (wanted.includes('K')) this.pubsub.publish(`__keyspace@${db.index}__:${key}`, event);
    if (wanted.includes('E')) this.pubsub.publish(`__keyevent@${db.index}__:${event}`, key);
  }

  /** One at random. */
  pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.#random.fraction() * items.length)];
  }

  /** Up to `count` different ones at random. */
  pickSome<T>(items: readonly T[], count: number): T[] {
    const left = [...items];
    const wanted = Math.min(count, left.length);
    for (let i = 0; i < wanted; i += 1) {
      const other = i + Math.floor(this.#random.fraction() * (left.length - i));
      [left[i], left[other]] = [left[other] as T, left[i] as T];
    }
    return left.slice(0, wanted);
  }

  /** `count` at random, the same ones perhaps again. */
  pickAgain<T>(items: readonly T[], count: number): T[] {
    return items.length === 0 ? [] : Array.from({ length: count }, () => this.pick(items) as T);
  }
}

function watchName(db: Database, key: string): string {
  return `${db.index} ${key}`;
}

function unknownCommand(word: string, args: readonly string[]): RedisError {
  let shown = '';
  for (const arg of args) {
    if (shown.length >= 128) break;
    shown += `'${arg.slice(0, 128 - shown.length)}' `;
  }
  return new RedisError(`ERR unknown command '${word.slice(0, 128)}', with args beginning with: ${shown}`);
}

/** What was thrown, as a reply. Anything that no command meant to throw is our own fault and says so. */
function refusal(error: unknown): Reply {
  if (error instanceof RedisError) return failure(error.message);
  return failure(`ERR k77's Redis failed: ${error instanceof Error ? error.message : String(error)}`);
}
