/**
 * Scripts: kept by their SHA-1, run without interruption, with `redis.call` and its conversions between Lua and replies.
 */
import { createHash } from 'node:crypto';
import type { Call } from './command.ts';
import type { Engine } from './engine.ts';
import { type Library, library } from './lua/arguments.ts';
import { Interpreter } from './lua/interpreter.ts';
import { type Callable, LuaError, Table, toText, typeOf, type Value } from './lua/value.ts';
import { failure, isSpecial, RedisError, type Reply } from './reply.ts';
import { fromReply, toReply, wordOf } from './script-values.ts';
import type { Session } from './session.ts';
import { redisVersion } from './version.ts';

const longestMs = 5000;
const redisVersionNumber = 0x0007000f;

interface Script {
  run: Callable;
  /** From its first line, `#!lua flags=no-writes`. */
  readonly: boolean;
}

interface Running {
  session: Session;
  readonly: boolean;
  /** 2 until `redis.setresp(3)`. */
  protocol: 2 | 3;
}

export function sha1(text: string): string {
  return createHash('sha1').update(text, 'latin1').digest('hex');
}

export class Scripts {
  readonly #engine: Engine;
  readonly #scripts = new Map<string, Script>();
  #interpreter: Interpreter | undefined;
  #running: Running | undefined;
  #deadline = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  has(sha: string): boolean {
    return this.#scripts.has(sha);
  }

  clear(): void {
    this.#scripts.clear();
  }

  /** Keeps a script and returns its SHA-1. @throws RedisError when it is no Lua */
  load(source: string): string {
    const sha = sha1(source);
    if (this.#scripts.has(sha)) return sha;
    const { body, readonly } = shebang(source);
    try {
      this.#scripts.set(sha, { run: this.#lua().compile(body), readonly });
    } catch (error) {
      if (!(error instanceof LuaError)) throw error;
      throw new RedisError(`ERR Error compiling script (new function): ${toText(error.value) ?? 'error'}`);
    }
    return sha;
  }

  /** @throws RedisError when there is no such script or it fails */
  run(call: Call, sha: string, keys: readonly string[], args: readonly string[], readonly: boolean): Reply {
    const script = this.#scripts.get(sha);
    if (script === undefined) throw new RedisError('NOSCRIPT No matching script. Please use EVAL.');
    const { session } = call;
    const before = { database: session.database, protocol: session.protocol };
    this.#running = { session, readonly: readonly || script.readonly, protocol: 2 };
    this.#deadline = this.#engine.clock.tick() + longestMs;
    session.protocol = 2;
    try {
      const result = this.#lua().run(script.run, { KEYS: Table.of([...keys]), ARGV: Table.of([...args]) });
      return toReply(result, this.#running.protocol === 3 && before.protocol === 3);
    } catch (error) {
      throw explained(error, sha, this.#lua().runtime.line);
    } finally {
      this.#running = undefined;
      Object.assign(session, before);
    }
  }

  #lua(): Interpreter {
    if (this.#interpreter) return this.#interpreter;
    const lua = new Interpreter({
      overdue: () => this.#engine.clock.tick() > this.#deadline,
      seconds: () => this.#engine.clock.tick() / 1000,
    });
    const table = library(lua.runtime, this.#functions(lua));
    const constants = {
      LOG_DEBUG: 0,
      LOG_VERBOSE: 1,
      LOG_NOTICE: 2,
      LOG_WARNING: 3,
      REPL_NONE: 0,
      REPL_AOF: 1,
      REPL_SLAVE: 2,
      REPL_REPLICA: 2,
      REPL_ALL: 3,
    };
    for (const [name, value] of Object.entries(constants)) table.set(name, value);
    table.set('REDIS_VERSION', redisVersion);
    table.set('REDIS_VERSION_NUM', redisVersionNumber);
    lua.define('redis', table);
    this.#interpreter = lua;
    return lua;
  }

  #functions(lua: Interpreter): Library {
    const { runtime } = lua;
    return {
      call: (args) => {
        const reply = this.#command(args.values);
        if (isSpecial(reply, 'error'))
          throw new LuaError(Table.from({ err: reply.text, source: '@user_script', line: String(runtime.line) }));
        return fromReply(reply, this.#running?.protocol ?? 2);
      },
      pcall: (args) => {
        const reply = this.#command(args.values);
        return isSpecial(reply, 'error') ? Table.from({ err: reply.text }) : fromReply(reply, this.#running?.protocol ?? 2);
      },
      error_reply: (args) => {
        if (args.count !== 1 || typeof args.at(1) !== 'string') throw new LuaError('wrong number or type of arguments');
        return Table.from({ err: errorText(args.text(1)) });
      },
      status_reply: (args) => {
        if (args.count !== 1 || typeof args.at(1) !== 'string') throw new LuaError('wrong number or type of arguments');
        return Table.from({ ok: args.text(1) });
      },
      sha1hex: (args) => {
        if (args.count !== 1) throw new LuaError('wrong number of arguments');
        return sha1(args.text(1));
      },
      log: () => [],
      setresp: (args) => {
        const wanted = args.number(1);
        if (wanted !== 2 && wanted !== 3) throw new LuaError(Table.from({ err: 'RESP version must be 2 or 3.' }));
        if (this.#running) this.#running.protocol = wanted;
        return [];
      },
      replicate_commands: () => true,
      set_repl: () => [],
      breakpoint: () => false,
      debug: () => [],
    };
  }

  /** What `redis.call` does: one command, as a client would send it. */
  #command(values: readonly Value[]): Reply {
    const running = this.#running;
    if (running === undefined) return failure('ERR redis.call outside a script');
    if (values.length === 0) return failure('ERR Please specify at least one argument for this redis lib call');
    const words = values.map((value) => (typeof value === 'number' ? wordOf(value) : value));
    if (!words.every((word) => typeof word === 'string')) return failure('ERR Lua redis lib command arguments must be strings or integers');
    const [name = '', ...args] = words;
    running.session.protocol = running.protocol;
    try {
      const command = this.#engine.find(name, args);
      if (command.flags.includes('noscript')) return failure('ERR This Redis command is not allowed from script');
      if (running.readonly && command.flags.includes('write')) return failure('ERR Write commands are not allowed from read-only scripts.');
      return this.#engine.execute(running.session, command, args, true);
    } catch (error) {
      if (!(error instanceof RedisError)) throw error;
      return failure(scriptWording(error.message));
    } finally {
      running.session.protocol = 2;
    }
  }
}

/** Scripts are told about malformed commands in other words than clients. */
function scriptWording(message: string): string {
  if (message.startsWith('ERR unknown command')) return 'ERR Unknown Redis command called from script';
  return message.startsWith('ERR wrong number of arguments') ? 'ERR Wrong number of args calling Redis command from script' : message;
}

function shebang(source: string): { body: string; readonly: boolean } {
  if (!source.startsWith('#!')) return { body: source, readonly: false };
  const end = source.indexOf('\n');
  const first = end < 0 ? source : source.slice(0, end);
  const [engine = '', ...options] = first.slice(2).trim().split(/\s+/);
  if (engine !== 'lua') throw new RedisError(`ERR Unexpected engine in script shebang: ${engine}`);
  const flags = options.flatMap((option) => (option.startsWith('flags=') ? option.slice(6).split(',') : []));
  return { body: end < 0 ? '' : source.slice(end), readonly: flags.includes('no-writes') };
}

/** An error's text with its code: `-` is dropped, `ERR` added where there is no code. */
function errorText(text: string): string {
  const plain = text.startsWith('-') ? text.slice(1) : text;
  return plain.includes(' ') || text.startsWith('-') ? plain.trim() : `ERR ${plain}`;
}

/** An error that no `pcall` caught, as the client sees it: with the script and the line. */
function explained(error: unknown, sha: string, lastLine: number): unknown {
  if (!(error instanceof LuaError)) return error;
  const { value } = error;
  const table = value instanceof Table ? value : Table.from({ err: `ERR ${toText(value) ?? typeOf(value)}` });
  const text = toText(table.get('err')) ?? 'ERR unknown error';
  const line = /user_script:(\d+): /.exec(text)?.[1] ?? toText(table.get('line')) ?? String(lastLine);
  return new RedisError(`${text} script: ${sha}, on @user_script:${line}.`);
}
