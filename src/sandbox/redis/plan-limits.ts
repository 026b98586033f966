/**
 * What an Upstash plan allows, and what Upstash says when it is over. Texts as its troubleshooting pages and clients' logs have them
 * (https://upstash.com/docs/redis/troubleshooting/max_requests_limit and its neighbours).
 */
import { commands, refused } from './commands/index.ts';

export interface PlanLimits {
  /** Commands per calendar month (UTC); Infinity where they are only billed. */
  maxCommandsPerMonth: number;
  maxRequestBytes: number;
  maxDataBytes: number;
  maxConnections: number;
  commandsPerSecond: number;
  /** On: old data make room. Off: writes are rejected when the data are full. */
  eviction: boolean;
}

/** Keys may not be longer, whatever the plan. */
export const longestKey = 32 * 1024;

const pages = 'https://upstash.com/docs/redis';
const details = (page: string): string => `. See ${pages}/troubleshooting/${page} for details`;

export const says = {
  tooManyCommands: (limit: number, usage: number): string =>
    `ERR max requests limit exceeded. Limit: ${limit}, Usage: ${usage}${details('max_requests_limit')}`,
  tooLarge: (limit: number, actual: number): string =>
    `ERR max request size exceeded. Limit: ${limit} bytes, Actual: ${actual} bytes${details('max_request_size_exceeded')}`,
  longKey: (actual: number): string => `ERR max key size exceeded. Limit: ${longestKey} bytes, Actual: ${actual} bytes`,
  full: (): string => 'ERR DB capacity quota exceeded',
  tooManyConnections: (): string => 'ERR max concurrent connections exceeded',
  unavailable: (name: string): string =>
    `ERR Command is not available: '${name.toUpperCase()}'. See ${pages}/overall/rediscompatibility for details`,
  wrongPassword: (): string => 'WRONGPASS invalid username-password pair or user is disabled.',
} as const;

/** Not counted, also not against a quota that is used up (Upstash's pricing page). */
const free = new Set('auth hello select command config info ping reset quit client'.split(' '));

/** Upstash has one database and no server to administer; a real Redis behind the proxy must not be administered either. */
const unavailable = new Set(
  `acl asking bgrewriteaof bgsave cluster debug failover lastsave latency lolwut migrate module monitor move pfdebug pfselftest psync
  readonly readwrite replconf replicaof restore-asking role save shutdown slaveof slowlog swapdb sync wait`.split(/\s+/),
);
const settable = new Set(['notify-keyspace-events']);

/** Commands of Redis that the built-in one does not do but a real one does, and that add data. */
const alsoGrowing = new Set('bitfield fcall geoadd georadius georadiusbymember geosearchstore pfadd pfmerge restore sort'.split(' '));
const scripts = new Set(['eval', 'evalsha']);

export function isCounted(name: string): boolean {
  return !free.has(name);
}

/** Whether a command may add data. Scripts may; what they do is not seen from outside. */
export function grows(name: string): boolean {
  return alsoGrowing.has(name) || scripts.has(name) || (commands.get(name)?.flags.includes('denyoom') ?? false);
}

/** Why Upstash would not run this at all; undefined when it would. */
export function notOffered([word = '', ...args]: readonly string[]): string | undefined {
  const name = word.toLowerCase();
  if (unavailable.has(name) && (commands.has(name) || refused.has(name))) return says.unavailable(name);
  if (name === 'select' && args[0] !== undefined && args[0] !== '0') return 'ERR DB index is out of range';
  const sub = args[0]?.toLowerCase() ?? '';
  if (name === 'config' && sub === 'set') {
    const unknown = args.slice(1).find((setting, at) => at % 2 === 0 && !settable.has(setting.toLowerCase()));
    return unknown === undefined ? undefined : says.unavailable(`CONFIG SET ${unknown}`);
  }
  if (name === 'config' && sub !== 'get') return says.unavailable(`CONFIG ${sub}`);
  if (name === 'client' && ['kill', 'pause', 'unpause', 'list'].includes(sub)) return says.unavailable(`CLIENT ${sub}`);
  if (name === 'memory' && sub !== 'usage') return says.unavailable(`MEMORY ${sub}`);
  return undefined;
}

/** Why the keys of a request are too long; undefined when they are not. */
export function keyRefusal([word = '', ...args]: readonly string[]): string | undefined {
  const [first, last, step] = commands.get(word.toLowerCase())?.keys ?? [0, 0, 0];
  if (first === 0) return undefined;
  const end = last < 0 ? args.length + 1 + last : last;
  for (let at = first; at <= end; at += step) {
    const length = args[at - 1]?.length ?? 0;
    if (length > longestKey) return says.longKey(length);
  }
  return undefined;
}
