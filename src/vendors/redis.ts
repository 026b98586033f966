/**
 * Redis, by its own protocol, with what Upstash gave: a gated handle over `ioredis`. Every command passes the gate of its walk, so that a walk that only reads
 * cannot write; one connection serves a whole walk.
 */
import { Redis, ReplyError } from 'ioredis';
import { OperatorError, VendorError } from '../core/errors.ts';
import type { Secret } from '../core/secret.ts';
import type { Identity, OpenDoor, Vendor } from '../core/vendor.ts';
import { redisAddress, redisOptions } from '../ports/redis.ts';

export type RedisArgument = string | number;
export type RedisCommand = readonly [name: string, ...args: RedisArgument[]];

export interface RedisHandle {
  /** `rediss://<host>:6379`, without the password. */
  at: string;
  tls: boolean;
  /** Sends one command and gives its answer as Redis words it. */
  send(...command: RedisCommand): Promise<unknown>;
  /** Several commands in one packet; an answer that is an error stands in its place. */
  pipeline(commands: readonly RedisCommand[]): Promise<unknown[]>;
}

/** Milliseconds for connecting, and for each answer: what the generated services allow. */
const timeoutMs = 5000;

/** Commands that leave everything as it is. Any other counts as a write. */
const reading = new Set(
  'ping echo get mget strlen exists ttl pttl type hget hgetall hmget hlen lrange llen lindex scard smembers sismember zrange zscore zcard scan info dbsize time'.split(
    ' ',
  ),
);

function writes([name, first]: RedisCommand): boolean {
  const command = name.toLowerCase();
  if (command === 'config') return String(first).toLowerCase() !== 'get';
  return !reading.has(command);
}

/** What a command is about: its key, where it has one. */
function target([name, first]: RedisCommand): string {
  return /^(ping|info|dbsize|time|scan)$/i.test(name) ? 'db0' : String(first ?? 'db0');
}

function connect(door: OpenDoor, url: Secret | undefined, title: string): RedisHandle {
  if (url === undefined) throw new OperatorError({ what: `no address of the ${title} is known`, fix: 'k77 deploy 6.3' });
  const { host, port, tls } = redisAddress(url);
  const at = `${tls ? 'rediss' : 'redis'}://${host}:${port}`;
  const opened = (): Promise<Redis> =>
    door.share(
      url.reveal(),
      () => open(url, door, at),
      async (redis) => redis.disconnect(),
    );
  return {
    at,
    tls,
    send: (...command) =>
      door.gate({ name: command[0], target: target(command), detail: command.slice(1), writes: writes(command) }, async () => {
        const [name, ...args] = command;
        return (await opened()).call(name, args).catch(inWords(at));
      }),
    pipeline: (commands) =>
      door.gate({ name: 'PIPELINE', target: String(commands.length), detail: commands, writes: commands.some(writes) }, async () => {
        const packet = (await opened()).pipeline();
        for (const [name, ...args] of commands) packet.call(name, args);
        return ((await packet.exec().catch(inWords(at))) ?? []).map(([error, answer]) => error ?? answer);
      }),
  };
}

async function open(url: Secret, door: OpenDoor, at: string): Promise<Redis> {
  const redis = new Redis(redisOptions(url, door.network, timeoutMs));
  let reason: Error | undefined;
  // Without a listener ioredis prints errors itself; the first one given here says more than "Connection is closed".
  redis.on('error', (error: Error) => {
    reason ??= error;
  });
  try {
    await redis.connect();
    return redis;
  } catch (error) {
    redis.disconnect();
    throw new RedisTrouble(at, reason ?? error);
  }
}

/** Something between us and Redis: no connection, no login, no answer. Answers that refuse a command come from Redis itself. */
class RedisTrouble extends Error {
  constructor(at: string, cause: unknown) {
    const said = cause instanceof Error ? cause.message : String(cause);
    super(`${at}: ${said}`, { cause });
    this.name = 'RedisTrouble';
  }
}

function inWords(at: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof ReplyError ? error : new RedisTrouble(at, error);
  };
}

const advice: Vendor<RedisHandle>['advice'] = {
  WRONGPASS: 'the password was reset: k77 deploy 6.3 fetches the new one; then deploy the services again',
  NOAUTH: 'the address has no password: k77 deploy 6.3 writes it anew',
  OOM: 'the database is full and does not evict: https://console.upstash.com/redis → the database → a bigger plan',
  quota: 'the commands of this month are used up: change the plan or wait for the first of the month',
  NOPERM: 'this user may not do that: use the address that k77 deploy 6.3 writes',
  default:
    'look at https://status.upstash.com and at the state of the database in https://console.upstash.com/redis, then run the same command again',
};

function codeOf(message: string): string | undefined {
  if (/max requests limit exceeded|max daily request/i.test(message)) return 'quota';
  return /\b(WRONGPASS|NOAUTH|OOM|NOPERM|MISCONF|READONLY|BUSY|LOADING)\b/.exec(message)?.[1];
}

function explain(error: unknown, call: string): VendorError | undefined {
  if (!(error instanceof ReplyError || error instanceof RedisTrouble)) return undefined;
  const { message } = error as Error;
  const code = codeOf(message);
  return new VendorError({
    vendor: 'Redis',
    call,
    // Redis has no numbers; 400: it answered no, 0: no answer.
    status: error instanceof ReplyError || code !== undefined ? 400 : 0,
    message,
    code,
    advice: advice[code ?? ''] ?? String(advice.default),
    cause: error,
  });
}

const about = {
  id: 'redis',
  base: 'https://console.upstash.com',
  token: {
    page: 'https://console.upstash.com/redis',
    permissions: [{ what: 'default user', level: 'write', why: 'the services read and write; checks touch only keys of their own' }],
    note: 'k77 deploy 6.3 fetches address and password by itself.',
  },
  async whoami(handle: RedisHandle): Promise<Identity> {
    await handle.send('PING');
    return { account: handle.at, mode: 'none' };
  },
  explain,
  advice,
  secretFields: [],
  limits: { perSecond: 100, concurrent: 50 },
} as const satisfies Partial<Vendor<RedisHandle>>;

export const redisCache: Vendor<RedisHandle> = {
  ...about,
  title: 'Redis (cache)',
  credentials: ['REDIS_URL'],
  connect: (door, credentials) => connect(door, credentials.REDIS_URL, 'cache'),
};

export const redisQueue: Vendor<RedisHandle> = {
  ...about,
  title: 'Redis (queue)',
  credentials: ['REDIS_QUEUE_URL'],
  connect: (door, credentials) => connect(door, credentials.REDIS_QUEUE_URL, 'queue'),
};
