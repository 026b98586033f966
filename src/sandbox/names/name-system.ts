/**
 * What the world's name system can do; `open.ts` makes one.
 */
import type { Clock, Random } from '../../core/ports.ts';
import type { NameContent } from './universe.ts';

export interface NameSettings {
  /** How long a public resolver does not see a change, seconds: `{ '1.1.1.1': 30 }`. 0 unless told. */
  propagationSeconds?: Readonly<Record<string, number>>;
  /** Public resolvers that see no change at all any more. */
  never?: readonly string[];
  /** The longest that a public resolver keeps anything, whatever the TTL says; 2 unless told, so that a rehearsal does not wait for half an hour. */
  cacheSeconds?: number;
  /** Names of name servers, or addresses of resolvers, that do not answer. */
  silent?: readonly string[];
}

export interface NameSystem {
  /** Replaces all there is. Servers that are new are there when it resolves. */
  set(content: NameContent): Promise<void>;
  /** `{ '198.51.100.1:53': '127.0.0.1:40001', … }` for every server; grows with `set`. */
  routes(): Readonly<Record<string, string>>;
  /** `127.0.0.1:40002`: recursive, without cache and without delay. */
  readonly resolver: string;
  /** Replaces only what is named. */
  settings(change: NameSettings): void;
  /** Empties the caches of all public resolvers, and lets those with a delay see the present. */
  flushed(): void;
  /** By name of server, to be handed to the next `openNameSystem`. */
  ports(): Readonly<Record<string, number>>;
  /** Trust anchor of the root, as `delv -a` reads it. */
  anchor(): string;
  /** Questions so far, whoever was asked: `1.1.1.1 A kingdom77.test`. */
  asked(): readonly string[];
  close(): Promise<void>;
}

export interface NameSystemOptions {
  clock: Clock;
  random: Random;
  /** As `ports()` told; a port that is taken meanwhile is replaced by a free one. */
  ports?: Readonly<Record<string, number>>;
}
