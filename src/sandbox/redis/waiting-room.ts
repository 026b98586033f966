/**
 * Sessions that wait for keys, first come first served, until something happens to one of their keys or their time is over.
 */
import type { Wait } from './command.ts';
import type { Engine } from './engine.ts';
import { failure, RedisError, type Reply } from './reply.ts';
import type { Parked, Session } from './session.ts';

export class WaitingRoom {
  readonly #engine: Engine;
  readonly #waiting = new Map<string, Set<Parked>>();
  readonly #ready = new Set<string>();
  #serving = false;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  park(session: Session, database: number, wait: Wait): void {
    const parked: Parked = { ...wait, session, database, stop: new AbortController() };
    session.parked = parked;
    for (const key of wait.keys) {
      const name = `${database} ${key}`;
      this.#waiting.set(name, (this.#waiting.get(name) ?? new Set()).add(parked));
    }
    if (wait.timeoutMs === 0) return;
    this.#engine.clock.sleep(wait.timeoutMs, parked.stop.signal).then(
      () => void (session.parked === parked && this.release(session, wait.empty)),
      // Served or gone before its time.
      () => undefined,
    );
  }

  /** Something happened to a key; those who wait for it are served after the command that did it. */
  signal(database: number, key: string): void {
    const name = `${database} ${key}`;
    if (this.#waiting.has(name)) this.#ready.add(name);
  }

  /** Serves whoever can be served now; serving may make other keys ready. */
  serve(): void {
    if (this.#serving) return;
    this.#serving = true;
    for (const name of this.#ready) {
      this.#ready.delete(name);
      for (const parked of this.#waiting.get(name) ?? []) this.#try(parked);
    }
    this.#serving = false;
  }

  #try(parked: Parked): void {
    let reply: Reply | undefined;
    try {
      reply = parked.attempt();
    } catch (error) {
      // A key that became another type is not what the session waits for; it goes on waiting, as in Redis.
      if (!(error instanceof RedisError) || error.message.startsWith('WRONGTYPE')) return;
      reply = failure(error.message);
    }
    if (reply !== undefined) this.release(parked.session, reply);
  }

  /** Ends a wait with this reply. Returns false when the session does not wait. */
  release(session: Session, reply: Reply): boolean {
    if (session.parked === undefined) return false;
    this.leave(session);
    session.send(reply);
    session.outlet.resume();
    return true;
  }

  /** Forgets a session that waited. */
  leave(session: Session): void {
    const { parked } = session;
    if (parked === undefined) return;
    session.parked = undefined;
    parked.stop.abort();
    for (const key of parked.keys) {
      const name = `${parked.database} ${key}`;
      const others = this.#waiting.get(name);
      others?.delete(parked);
      if (others?.size === 0) this.#waiting.delete(name);
    }
  }
}
