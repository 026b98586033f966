/**
 * Rate limits: a bucket per route and major parameter, and 50 requests a second for a bot in all. Counted in memory: a restart forgives.
 * https://docs.discord.com/developers/topics/rate-limits
 */
import { createHash } from 'node:crypto';
import type { Outgoing } from '../../ports/listen.ts';
import { json } from './refusal.ts';
import type { Endpoint } from './resource.ts';

interface Window {
  used: number;
  /** Milliseconds since 1970. */
  until: number;
}

const usual = { calls: 50, seconds: 1 };
const globally = { calls: 50, seconds: 1 };
/** Buckets that are kept; those that ended are forgotten first. */
const most = 5000;

export class RateLimits {
  readonly #windows = new Map<string, Window>();

  /** Nobody has called yet. */
  forgive(): void {
    this.#windows.clear();
  }

  /** Counts a call. The headers of its answer, or the refusal in its stead. */
  take(
    endpoint: Endpoint,
    ids: Readonly<Record<string, string>>,
    who: string,
    now: number,
  ): { headers: Record<string, string>; refusal: Outgoing | undefined } {
    const limit = endpoint.limit ?? usual;
    const route = `${endpoint.method} ${endpoint.path}`;
    const major = [ids.channel, ids.guild, ids.webhook, ids.token].join('/');
    const window = this.#window(`${route} ${major} ${who}`, limit.seconds, now);
    // Interactions are not bound by the limit for all routes.
    const isBound = who !== '' && !endpoint.path.startsWith('/interactions') && !endpoint.path.startsWith('/webhooks');
    const all = isBound ? this.#window(`global ${who}`, globally.seconds, now) : undefined;
    if (all && all.used >= globally.calls)
      return { headers: {}, refusal: refusal(all.until - now, true, 'global', { 'x-ratelimit-global': 'true' }) };
    const headers = (): Record<string, string> => ({
      'x-ratelimit-limit': String(limit.calls),
      'x-ratelimit-remaining': String(Math.max(0, limit.calls - window.used)),
      'x-ratelimit-reset': (window.until / 1000).toFixed(3),
      'x-ratelimit-reset-after': ((window.until - now) / 1000).toFixed(3),
      'x-ratelimit-bucket': createHash('md5').update(route).digest('hex'),
    });
    if (window.used >= limit.calls) return { headers: {}, refusal: refusal(window.until - now, false, 'user', headers()) };
    window.used++;
    if (all) all.used++;
    return { headers: headers(), refusal: undefined };
  }

  #window(key: string, seconds: number, now: number): Window {
    const before = this.#windows.get(key);
    if (before && before.until > now) return before;
    if (this.#windows.size > most) for (const [old, { until }] of this.#windows) if (until <= now) this.#windows.delete(old);
    const fresh = { used: 0, until: now + seconds * 1000 };
    this.#windows.set(key, fresh);
    return fresh;
  }
}

function refusal(ms: number, global: boolean, scope: string, headers: Record<string, string>): Outgoing {
  const after = Math.max(0.001, ms / 1000);
  const body = { message: 'You are being rate limited.', retry_after: Number(after.toFixed(3)), global };
  return json(429, body, { ...headers, 'retry-after': String(Math.ceil(after)), 'x-ratelimit-scope': scope });
}
