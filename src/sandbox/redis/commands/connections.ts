/**
 * The connection itself: greeting, login, database, PING, and what CLIENT tells and sets.
 */
import { type Call, type Command, command, none, syntaxError, Words, wrongArity } from '../command.ts';
import type { Engine } from '../engine.ts';
import { asInteger, toCount } from '../numbers.ts';
import { failure, map, ok, RedisError, type Reply, status, text } from '../reply.ts';
import type { Session } from '../session.ts';
import { redisVersion } from '../version.ts';
import { subcommands } from './subcommands.ts';
import { leaveTransaction } from './transactions.ts';

export const connections: readonly Command[] = [
  command('ping', -1, 'fast', none, ({ session, args, name }) => {
    if (args.length > 1) throw wrongArity(name);
    if (session.protocol === 2 && session.subscriptions > 0) return ['pong', args[0] ?? ''];
    return args[0] ?? status('PONG');
  }),
  command('echo', 2, 'fast', none, ({ args: [message = ''] }) => message),
  command('quit', -1, 'noscript fast no_auth', none, ({ session }) => {
    session.send(ok);
    session.outlet.end();
    return { kind: 'later' };
  }),
  command('reset', 1, 'noscript fast no_auth', none, ({ engine, session }) => {
    leaveTransaction(engine, session);
    engine.pubsub.leave(session);
    Object.assign(session, { protocol: 2, database: 0, name: '', authenticated: engine.settings.get('requirepass') === '' });
    return status('RESET');
  }),
  command('select', 2, 'fast', none, ({ engine, session, args: [index = ''] }) => {
    session.database = engine.database(index).index;
    return ok;
  }),
  command('auth', -2, 'noscript fast no_auth', none, ({ engine, session, args }) => {
    if (args.length > 2) throw new RedisError(syntaxError);
    if (args.length === 1 && engine.settings.get('requirepass') === '')
      throw new RedisError(
        'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
      );
    const [user = '', password = ''] = args.length === 1 ? ['default', args[0]] : args;
    logIn(engine, session, user, password);
    return ok;
  }),
  command('hello', -1, 'noscript fast no_auth', none, hello),
  subcommands(
    'client',
    'noscript',
    none,
    {
      id: [2, ({ session }) => session.id],
      getname: [2, ({ session }) => session.name || null],
      setname: [
        3,
        ({ session, args: [, name = ''] }) => {
          session.name = plainName(name, 'Client names');
          return ok;
        },
      ],
      setinfo: [
        4,
        ({ session, args: [, what = '', value = ''] }) => {
          const field = { 'LIB-NAME': 'name', 'LIB-VER': 'version' }[what.toUpperCase()] as 'name' | 'version' | undefined;
          if (field === undefined) throw new RedisError(`ERR Unrecognized option '${what}'`);
          session.library[field] = plainName(value, what.toLowerCase());
          return ok;
        },
      ],
      info: [2, ({ engine, session }) => text(`${describe(engine, session)}\n`)],
      list: [
        -2,
        ({ engine, args: [, ...options] }) => {
          const words = new Words(options);
          let sessions = [...engine.sessions.values()];
          if (words.take('TYPE')) sessions = ofType(sessions, words.next());
          else if (words.take('ID')) {
            const ids = words.rest().map((id) => toCount(id, 'ERR Invalid client ID'));
            sessions = sessions.filter(({ id }) => ids.includes(id));
          }
          words.end();
          return text(sessions.map((session) => `${describe(engine, session)}\n`).join(''));
        },
      ],
      kill: [-3, kill],
      unblock: [
        -3,
        ({ engine, args: [, id = '', how = 'TIMEOUT'] }) => {
          const session = engine.sessions.get(toCount(id));
          if (!['TIMEOUT', 'ERROR'].includes(how.toUpperCase()))
            throw new RedisError('ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR');
          if (session?.parked === undefined) return 0;
          const reply = how.toUpperCase() === 'ERROR' ? failure('UNBLOCKED client unblocked via CLIENT UNBLOCK') : session.parked.empty;
          return engine.unblock(session, reply) ? 1 : 0;
        },
      ],
      getredir: [2, () => -1],
      'no-evict': [3, onOff],
      'no-touch': [3, onOff],
    },
    ['pause', 'unpause', 'reply', 'tracking', 'trackinginfo', 'caching'],
  ),
];

function logIn(engine: Engine, session: Session, user: string, password: string): void {
  const wanted = engine.settings.get('requirepass');
  if (user !== 'default' || (wanted !== '' && password !== wanted))
    throw new RedisError('WRONGPASS invalid username-password pair or user is disabled.');
  session.authenticated = true;
}

function hello({ engine, session, args }: Call): Reply {
  const words = new Words(args);
  let protocol = session.protocol;
  if (words.left > 0) {
    const version = asInteger(words.next());
    if (version === undefined) throw new RedisError('ERR Protocol version is not an integer or out of range');
    if (version !== 2n && version !== 3n) throw new RedisError('NOPROTO unsupported protocol version');
    protocol = version === 3n ? 3 : 2;
  }
  let login: [string, string] | undefined;
  let name: string | undefined;
  while (words.left > 0) {
    if (words.left > 2 && words.take('AUTH')) login = [words.next(), words.next()];
    else if (words.left > 1 && words.take('SETNAME')) name = plainName(words.next(), 'Client names');
    else throw new RedisError(`ERR Syntax error in HELLO option '${words.next()}'`);
  }
  if (login) logIn(engine, session, ...login);
  if (!session.authenticated)
    throw new RedisError(
      'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time',
    );
  session.protocol = protocol;
  if (name !== undefined) session.name = name;
  return map([
    ['server', 'redis'],
    ['version', redisVersion],
    ['proto', protocol],
    ['id', session.id],
    ['mode', 'standalone'],
    ['role', 'master'],
    ['modules', []],
  ]);
}

function plainName(name: string, what: string): string {
  if (/[^!-~]/.test(name)) throw new RedisError(`ERR ${what} cannot contain spaces, newlines or special characters.`);
  return name;
}

function onOff({ args: [, how = ''] }: Call): Reply {
  if (!['ON', 'OFF'].includes(how.toUpperCase())) throw new RedisError(syntaxError);
  return ok;
}

function ofType(sessions: readonly Session[], type: string): Session[] {
  const kind = type.toLowerCase();
  if (!['normal', 'pubsub', 'master', 'replica', 'slave'].includes(kind)) throw new RedisError(`ERR Unknown client type '${type}'`);
  return sessions.filter(({ subscriptions }) => kind === (subscriptions > 0 ? 'pubsub' : 'normal'));
}

function describe(engine: Engine, session: Session): string {
  const now = engine.now();
  const seconds = (since: number): number => Math.floor((now - since) / 1000);
  const flags = `${session.subscriptions > 0 ? 'P' : ''}${session.queue ? 'x' : ''}${session.parked ? 'b' : ''}` || 'N';
  return [
    `id=${session.id}`,
    `addr=${session.outlet.remote}`,
    `name=${session.name}`,
    `age=${seconds(session.since)}`,
    `idle=${seconds(session.lastSeen)}`,
    `flags=${flags}`,
    `db=${session.database}`,
    `sub=${session.channels.size}`,
    `psub=${session.patterns.size}`,
    `multi=${session.queue?.length ?? -1}`,
    `cmd=${session.lastCommand}`,
    'user=default',
    `resp=${session.protocol}`,
    `lib-name=${session.library.name}`,
    `lib-ver=${session.library.version}`,
  ].join(' ');
}

function kill({ engine, session, args: [, ...options] }: Call): Reply {
  const sessions = [...engine.sessions.values()];
  if (options.length === 1) {
    const found = sessions.find(({ outlet }) => outlet.remote === options[0]);
    if (found === undefined) throw new RedisError('ERR No such client');
    found.outlet.end();
    return ok;
  }
  const words = new Words(options);
  let chosen = sessions;
  let sparing = true;
  while (words.left > 0) {
    const word = words.take('ID', 'ADDR', 'TYPE', 'USER', 'SKIPME');
    if (word === undefined) throw new RedisError(syntaxError);
    const value = words.next();
    if (word === 'ID') chosen = chosen.filter(({ id }) => String(id) === value);
    else if (word === 'ADDR') chosen = chosen.filter(({ outlet }) => outlet.remote === value);
    else if (word === 'TYPE') chosen = ofType(chosen, value);
    else if (word === 'USER') chosen = value === 'default' ? chosen : [];
    else sparing = value.toUpperCase() !== 'NO';
  }
  const killed = chosen.filter((other) => !(sparing && other === session));
  for (const { outlet } of killed) outlet.end();
  return killed.length;
}
