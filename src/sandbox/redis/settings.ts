/**
 * What CONFIG GET answers and CONFIG SET may change.
 */
import { RedisError } from './reply.ts';

const classes = 'g$lshzxetd';

/** `notify-keyspace-events` as Redis writes it back: `KEA` becomes `AKE`. Undefined when it holds an unknown letter. */
export function canonicalEvents(text: string): string | undefined {
  if (!/^[KEg$lshzxetdmnA]*$/.test(text)) return undefined;
  const given = new Set(text.includes('A') ? text + classes : text);
  const all = [...classes].every((letter) => given.has(letter));
  const named = all ? 'A' : [...classes].filter((letter) => given.has(letter)).join('');
  return named + [...'KEmn'].filter((letter) => given.has(letter)).join('');
}

interface Setting {
  initial: string;
  /** The value as it is kept; undefined refuses it. Absent: the setting cannot be changed here. */
  accept?(text: string): string | undefined;
}

const number = (text: string): string | undefined => (/^\d{1,15}$/.test(text) ? String(Number(text)) : undefined);
const only =
  (...words: string[]) =>
  (text: string): string | undefined =>
    words.includes(text.toLowerCase()) ? text.toLowerCase() : undefined;

const settings: Readonly<Record<string, Setting>> = {
  'notify-keyspace-events': { initial: '', accept: canonicalEvents },
  requirepass: { initial: '', accept: (text) => text },
  maxmemory: { initial: '0', accept: only('0') },
  'maxmemory-policy': { initial: 'noeviction', accept: only('noeviction') },
  save: { initial: '', accept: only('') },
  appendonly: { initial: 'no', accept: only('no') },
  timeout: { initial: '0', accept: only('0') },
  maxclients: { initial: '10000', accept: number },
  'lua-time-limit': { initial: '5000', accept: number },
  'busy-reply-threshold': { initial: '5000', accept: number },
  'slowlog-log-slower-than': { initial: '10000', accept: number },
  'slowlog-max-len': { initial: '128', accept: number },
  'tcp-keepalive': { initial: '300' },
  databases: { initial: '16' },
  'proto-max-bulk-len': { initial: '536870912' },
  'hash-max-listpack-entries': { initial: '512' },
  'hash-max-listpack-value': { initial: '64' },
  'set-max-intset-entries': { initial: '512' },
  'zset-max-listpack-entries': { initial: '128' },
  'zset-max-listpack-value': { initial: '64' },
  'stream-node-max-entries': { initial: '100' },
  bind: { initial: '127.0.0.1' },
  dir: { initial: '/' },
};

export class Settings {
  readonly #values = new Map(Object.entries(settings).map(([name, { initial }]) => [name, initial]));

  get(name: string): string {
    return this.#values.get(name) ?? '';
  }

  names(): string[] {
    return [...this.#values.keys()];
  }

  /** Changes all or none. @throws RedisError when one of them is unknown or cannot be what it is asked to be */
  change(pairs: readonly (readonly [string, string])[]): void {
    const accepted = pairs.map(([name, text]): [string, string] => {
      const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
      if (setting === undefined) throw new RedisError(`ERR Unknown option or number of arguments for CONFIG SET - '${name}'`);
      const value = setting.accept?.(text);
      if (value === undefined && name === 'notify-keyspace-events')
        throw new RedisError(
          `ERR CONFIG SET failed (possibly related to argument '${name}') - Invalid event class character. Use 'Ag$lshzxeKEtmdn'.`,
        );
      if (value === undefined) throw new RedisError(`ERR k77's Redis does not do CONFIG SET ${name} ${text}`);
      return [name, value];
    });
    for (const [name, value] of accepted) this.#values.set(name, value);
  }
}
