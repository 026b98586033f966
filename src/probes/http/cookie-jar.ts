/**
 * The cookies of one walk, kept and sent back as a browser would, so that a site which redirects until it sees one is understood. Forgotten with the walk.
 */
import type { Clock } from '../../core/ports.ts';
import { type CookieFacts, readCookie } from './cookie-facts.ts';

interface Kept {
  facts: CookieFacts;
  host: string;
  value: string;
}

export class CookieJar {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param headers the `Set-Cookie` headers of an answer from `from` */
  keep(from: URL, headers: readonly string[]): void {
    for (const header of headers) {
      const facts = readCookie(header, from, this.#clock.now());
      if (facts.refused.length > 0) continue;
      const host = facts.domain ?? from.hostname;
      const key = `${facts.name} ${host} ${facts.path}`;
      const value = (header.split(';')[0] ?? '').replace(/^[^=]*=/, '').trim();
      if (facts.lifetimeSeconds === 0) this.#kept.delete(key);
      else this.#kept.set(key, { facts, host, value });
    }
  }

  /** The `Cookie` header for an address; empty when there is none. */
  header(to: URL): string {
    return [...this.#kept.values()]
      .filter(({ facts, host }) => this.#belongs(facts, host, to))
      .map(({ facts, value }) => `${facts.name}=${value}`)
      .join('; ');
  }

  #belongs(facts: CookieFacts, host: string, to: URL): boolean {
    const here = to.hostname === host || (facts.domain !== undefined && to.hostname.endsWith(`.${host}`));
    const below = to.pathname === facts.path || to.pathname.startsWith(facts.path.endsWith('/') ? facts.path : `${facts.path}/`);
    return here && below && (!facts.secure || to.protocol === 'https:');
  }
}
