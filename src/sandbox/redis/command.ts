/**
 * What a command is. Tables of them live in `commands/`, one file per kind of value; `engine.ts` walks them.
 */
import type { Engine } from './engine.ts';
import type { Database } from './keyspace.ts';
import { RedisError, type Reply } from './reply.ts';
import type { Session } from './session.ts';

/** As `COMMAND INFO` names them. `loose` commands run before a login; `alone` ones not inside MULTI or scripts. */
export type Flag =
  | 'write'
  | 'readonly'
  | 'denyoom'
  | 'fast'
  | 'blocking'
  | 'pubsub'
  | 'admin'
  | 'noscript'
  | 'no_auth'
  | 'no_multi'
  | 'movablekeys';

export interface Call {
  engine: Engine;
  session: Session;
  db: Database;
  /** Lower case. */
  name: string;
  /** Without the name. */
  args: readonly string[];
  /** Inside MULTI or a script, where nothing may wait. */
  atomic: boolean;
  /** Makes the client wait for keys; see `blocking.ts`. */
  block(wait: Wait): Reply;
}

/** A command that could not be answered yet. */
export interface Wait {
  keys: readonly string[];
  /** 0 waits for ever. */
  timeoutMs: number;
  /** Tried again whenever one of the keys changes; undefined goes on waiting. */
  attempt(): Reply | undefined;
  /** The answer when the time is over, or at once where nothing may wait. */
  empty: Reply;
}

export interface Command {
  name: string;
  /** Arguments with the name; negative: at least. */
  arity: number;
  flags: readonly Flag[];
  /** First and last argument that is a key and the step between them, counted with the name; 0 = none. */
  keys: readonly [number, number, number];
  run(call: Call): Reply;
}

export function command(
  name: string,
  arity: number,
  flags: string,
  keys: readonly [number, number, number],
  run: (call: Call) => Reply,
): Command {
  return { name, arity, flags: flags.split(' ').filter(Boolean) as Flag[], keys, run };
}

export const one = [1, 1, 1] as const;
export const all = [1, -1, 1] as const;
export const none = [0, 0, 0] as const;

export const syntaxError = 'ERR syntax error';

export function wrongArity(name: string): RedisError {
  return new RedisError(`ERR wrong number of arguments for '${name}' command`);
}

/** Arguments read from left to right. */
export class Words {
  readonly #args: readonly string[];
  #at: number;

  constructor(args: readonly string[], from = 0) {
    this.#args = args;
    this.#at = from;
  }

  get left(): number {
    return this.#args.length - this.#at;
  }

  /** The next argument. @throws RedisError syntax error when there is none */
  next(): string {
    const word = this.#args[this.#at];
    if (word === undefined) throw new RedisError(syntaxError);
    this.#at += 1;
    return word;
  }

  /** The next argument in upper case, not taken. */
  peek(): string {
    return this.#args[this.#at]?.toUpperCase() ?? '';
  }

  /** Takes the next argument if it is one of these words. */
  take(...words: readonly string[]): string | undefined {
    const word = this.peek();
    if (this.left === 0 || !words.includes(word)) return undefined;
    this.#at += 1;
    return word;
  }

  rest(): string[] {
    const rest = this.#args.slice(this.#at);
    this.#at = this.#args.length;
    return rest;
  }

  /** @throws RedisError syntax error when something is left */
  end(): void {
    if (this.left > 0) throw new RedisError(syntaxError);
  }
}
