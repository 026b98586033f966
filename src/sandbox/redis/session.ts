/**
 * One client as the server knows it. The bytes come and go in `connection.ts`.
 */
import type { Command, Wait } from './command.ts';
import { encode, isSpecial, type Protocol, type Reply } from './reply.ts';

export interface Queued {
  command: Command;
  args: readonly string[];
}

/** A command that waits for a key. */
export interface Parked extends Wait {
  session: Session;
  database: number;
  stop: AbortController;
}

/** What a session needs of its connection. */
export interface Outlet {
  remote: string;
  write(bytes: string): void;
  /** Goes on with requests that arrived while the session waited. */
  resume(): void;
  /** Sends what is written, then closes. */
  end(): void;
}

export class Session {
  readonly id: number;
  readonly since: number;
  readonly outlet: Outlet;
  protocol: Protocol = 2;
  database = 0;
  authenticated: boolean;
  name = '';
  library = { name: '', version: '' };
  lastCommand = '';
  lastSeen: number;
  /** Commands after MULTI; undefined outside. */
  queue: Queued[] | undefined;
  /** A command was refused while queueing: EXEC will refuse too. */
  broken = false;
  /** A watched key changed. */
  dirty = false;
  readonly watched = new Set<string>();
  readonly channels = new Set<string>();
  readonly patterns = new Set<string>();
  parked: Parked | undefined;

  constructor(id: number, now: number, authenticated: boolean, outlet: Outlet) {
    this.id = id;
    this.since = now;
    this.lastSeen = now;
    this.authenticated = authenticated;
    this.outlet = outlet;
  }

  get subscriptions(): number {
    return this.channels.size + this.patterns.size;
  }

  send(reply: Reply): void {
    if (!isSpecial(reply, 'later')) this.outlet.write(encode(reply, this.protocol));
  }
}
