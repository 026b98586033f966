/**
 * The doors to every vendor's HTTP API. A door rate-limits, retries what is safe, follows Retry-After, supplies idempotency keys, journals writes,
 * records exchanges without secrets, remembers what it read, and refuses writes where only reading is allowed. Answers pass untouched.
 */
import { createHash } from 'node:crypto';
import { Agent, fetch as undiciFetch } from 'undici';
import { stable } from '../core/change.ts';
import type { Doors, Exchange } from '../core/doors.ts';
import { Cancelled, OperatorError, Refused } from '../core/errors.ts';
import { type Journal, openIntents, type Recorded } from '../core/journal.ts';
import type { Clock, Network, Random } from '../core/ports.ts';
import type { Redactor } from '../core/secret.ts';
import type { AnyVendor, Door, OpenDoor, StoreCommand, VendorId } from '../core/vendor.ts';
import { type Books, count, openBooks, type Scope, Shared } from './books.ts';
import { recordExchange } from './exchange.ts';
import { passGate } from './gate.ts';
import { Limiter } from './limiter.ts';
import { realNetwork } from './network.ts';

export interface DoorOptions {
  /** Where a vendor is reached instead of its base; loopback only. */
  endpoints: Partial<Record<VendorId, string>>;
  clock: Clock;
  random: Random;
  journal: Journal;
  redactor: Redactor;
  /** Called for every exchange, already redacted. */
  record?: (exchange: Exchange) => Promise<void> | void;
  /** Called once, before the first write of the walk is sent. */
  beforeFirstWrite?: () => Promise<unknown>;
  /** Called when a write has been answered and not yet handed back; the kill test ends the process here. */
  onWriteAnswered?: () => void;
  /** How stores are found; the machine's own way unless told. */
  network?: Network;
  /** How long one attempt may take. */
  timeoutMs?: number;
}

/** An answer kept whole, so that several readers get a response each. */
export interface Answer {
  status: number;
  headers: [string, string][];
  body: string;
}

export interface Asked {
  url: URL;
  method: string;
  headers: Headers;
  body: string;
  isWrite: boolean;
}

const attempts = 5;
const keptForMs = 23 * 3600 * 1000;

export function openDoors(options: DoorOptions): Doors & { close(): Promise<void> } {
  return new HttpDoors(options);
}

class HttpDoors implements Doors {
  readonly #o: DoorOptions;
  readonly #agent = new Agent({ keepAliveTimeout: 1000, connections: 32 });
  readonly #limiters = new Map<VendorId, Limiter>();
  readonly #memo = new Map<string, { vendor: VendorId; answer: Promise<Answer> }>();
  /** How often somebody wanted to read anew for themselves alone, by task or check. */
  readonly #anew = new Map<string, number>();
  readonly #books: Books;
  readonly #shared = new Shared();

  constructor(options: DoorOptions) {
    this.#o = options;
    this.#books = openBooks(options.beforeFirstWrite);
  }

  open(vendor: AnyVendor, scope: Scope): OpenDoor {
    const door: Door = async (url, init) => {
      const asked = this.#understand(vendor, url, init);
      this.#books.calls.set(scope.by, `${asked.method} ${asked.url.pathname}`);
      try {
        const answer = asked.isWrite ? await this.#write(vendor, scope, asked, init) : await this.#read(vendor, scope, asked, init);
        return new Response([204, 304].includes(answer.status) ? null : answer.body, { status: answer.status, headers: answer.headers });
      } catch (error) {
        if (error instanceof Error) this.#books.thrown.set(scope.by, error);
        throw error;
      }
    };
    return Object.assign(door, {
      gate: <T>(command: StoreCommand, send: () => Promise<T>): Promise<T> => passGate(this.#o, this.#books, vendor, scope, command, send),
      share: <T>(name: string, open: () => Promise<T>, close?: (shared: T) => Promise<unknown>): Promise<T> =>
        this.#shared.get(name, open, close),
      network: this.#o.network ?? realNetwork,
    });
  }

  forget(vendor?: VendorId, by?: string): void {
    if (by !== undefined) {
      this.#anew.set(by, (this.#anew.get(by) ?? 0) + 1);
      return;
    }
    for (const [key, { vendor: owner }] of this.#memo) if (vendor === undefined || owner === vendor) this.#memo.delete(key);
    // Whoever waits for a vendor reads anew; what was measured stays until somebody wants that measured anew.
    if (vendor === 'internet') this.#shared.forget();
  }

  sent(): { reads: number; writes: number; testData: number } {
    return { ...this.#books.sent };
  }

  lastCall(by: string): string | undefined {
    return this.#books.calls.get(by);
  }

  thrown(by: string): Error | undefined {
    return this.#books.thrown.get(by);
  }

  async close(): Promise<void> {
    await this.#shared.close();
    await this.#agent.close();
  }

  #understand(vendor: AnyVendor, url: string | URL, init: RequestInit | undefined): Asked {
    const full = new URL(url);
    const base = new URL(vendor.base);
    const method = (init?.method ?? 'GET').toUpperCase();
    if (full.hostname !== base.hostname && !vendor.also?.includes(full.hostname))
      throw new Refused(vendor.id, `${method} ${full.origin}`, `it is not ${base.origin}`);
    const body = typeof init?.body === 'string' ? init.body : init?.body == null ? '' : Buffer.from(init.body as ArrayBuffer).toString();
    const isWrite = !['GET', 'HEAD'].includes(method) && !vendor.reads?.({ method, path: full.pathname, body });
    return { url: this.#aim(vendor, full), method, headers: new Headers(init?.headers), body, isWrite };
  }

  /** The vendor's own address, or the loopback endpoint that stands in for it. */
  #aim(vendor: AnyVendor, url: URL): URL {
    const endpoint = this.#o.endpoints[vendor.id];
    if (endpoint === undefined) return url;
    const aimed = new URL(endpoint);
    aimed.pathname = `${aimed.pathname.replace(/\/$/, '')}${url.pathname}`;
    aimed.search = url.search;
    return aimed;
  }

  /** Equal questions of one walk are asked once, until the vendor is written to or forgotten. */
  async #read(vendor: AnyVendor, scope: Scope, asked: Asked, init: RequestInit | undefined): Promise<Answer> {
    const again = (status: number): boolean => status === 429 || status >= 500;
    // Logs grow while they are read.
    if (init?.cache === 'no-store') return this.#send(vendor, scope, asked, init, again);
    const anew = this.#anew.get(scope.by);
    const key = stable([
      anew === undefined ? null : [scope.by, anew],
      vendor.id,
      asked.method,
      asked.url.href,
      asked.body,
      asked.headers.get('authorization'),
      asked.headers.get('range'),
    ]);
    const known = this.#memo.get(key);
    if (known) return known.answer;
    const answer = this.#send(vendor, scope, asked, init, again);
    this.#memo.set(key, { vendor: vendor.id, answer });
    const settled = await answer.catch((error) => {
      this.#memo.delete(key);
      throw error;
    });
    if (settled.status >= 400) this.#memo.delete(key);
    // A login that is no longer honoured: the answer that brought it is worth nothing any more.
    if (settled.status === 401) this.forget(vendor.id);
    return settled;
  }

  async #write(vendor: AnyVendor, scope: Scope, asked: Asked, init: RequestInit | undefined): Promise<Answer> {
    const call = `${asked.method} ${asked.url.pathname}`;
    if (scope.writes === 'no') throw new Refused(vendor.id, call, 'this walk only reads');
    const idempotent = vendor.idempotencyHeader !== undefined && asked.method === 'POST';
    const request = createHash('sha256')
      .update(stable([vendor.id, asked.method, asked.url.pathname, asked.url.search, asked.body]))
      .digest('hex');
    // An SDK's own key is new in every process; ours is journalled, so that a later run can ask for the same answer.
    if (idempotent)
      asked.headers.set(String(vendor.idempotencyHeader), this.#keyAskedBefore(scope.by, request) ?? `k77-${this.#o.random.uuid()}`);
    const intent = scope.writes === 'yes' ? await this.#announce(vendor, scope, asked, request) : undefined;
    const again = (status: number): boolean => status === 429 || (idempotent && (status === 409 || status >= 500));
    try {
      const answer = await this.#send(vendor, scope, asked, init, again, idempotent);
      this.#o.onWriteAnswered?.();
      if (intent)
        await this.#o.journal.append({
          kind: 'outcome',
          task: scope.by,
          intent: intent.seq,
          status: answer.status,
          requestId: headerOf(answer, 'request-id'),
        });
      return answer;
    } finally {
      // What a check made for itself concerns nobody else.
      this.forget(vendor.id, scope.writes === 'test data' ? scope.by : undefined);
    }
  }

  /** The key with which an earlier, interrupted run of this task asked for exactly this: the vendor then gives its first answer again. */
  #keyAskedBefore(task: string, request: string): string | undefined {
    const since = this.#o.clock.now().getTime() - keptForMs;
    const same = openIntents(this.#o.journal, task).filter((intent) => intent.request === request && Date.parse(intent.at) > since);
    return same.at(-1)?.idempotencyKey;
  }

  async #announce(vendor: AnyVendor, scope: Scope, asked: Asked, request: string): Promise<Recorded> {
    await this.#books.ready();
    const idempotencyKey = vendor.idempotencyHeader ? (asked.headers.get(vendor.idempotencyHeader) ?? undefined) : undefined;
    return this.#o.journal.append({
      kind: 'intent',
      task: scope.by,
      vendor: vendor.id,
      method: asked.method,
      path: asked.url.pathname,
      request,
      idempotencyKey,
    });
  }

  async #send(
    vendor: AnyVendor,
    scope: Scope,
    asked: Asked,
    init: RequestInit | undefined,
    again: (status: number) => boolean,
    repeatLost = !asked.isWrite,
  ): Promise<Answer> {
    const limiter = this.#limiterOf(vendor);
    for (let attempt = 1; ; attempt++) {
      const last = attempt === attempts;
      await limiter.enter(scope.signal);
      try {
        const answer = await this.#once(vendor, scope, asked, init);
        if (!again(answer.status) || last) return this.#notAPage(vendor, asked, answer);
        await this.#pause(attempt, Number(headerOf(answer, 'retry-after') ?? Number.NaN), scope.signal);
      } catch (error) {
        if (scope.signal.aborted) throw new Cancelled('');
        if (error instanceof OperatorError || last || !(repeatLost || neverSent(error))) throw error;
        await this.#pause(attempt, Number.NaN, scope.signal);
      } finally {
        limiter.leave();
      }
    }
  }

  async #once(vendor: AnyVendor, scope: Scope, asked: Asked, init: RequestInit | undefined): Promise<Answer> {
    count(this.#books, scope, asked.isWrite);
    const signals = [scope.signal, AbortSignal.timeout(this.#o.timeoutMs ?? 30_000), ...(init?.signal ? [init.signal] : [])];
    const at = this.#o.clock.now().toISOString();
    const response = await undiciFetch(asked.url, {
      method: asked.method,
      headers: [...asked.headers],
      body: asked.body === '' ? null : asked.body,
      redirect: 'manual',
      signal: AbortSignal.any(signals),
      dispatcher: this.#agent,
    });
    const answer: Answer = { status: response.status, headers: [...response.headers], body: await response.text() };
    await recordExchange(this.#o, vendor, asked, answer, at);
    return answer;
  }

  /** No vendor's API answers in HTML: a proxy, a captive portal or an outage page does. */
  #notAPage(vendor: AnyVendor, asked: Asked, answer: Answer): Answer {
    if (!/^text\/html/i.test(headerOf(answer, 'content-type') ?? '')) return answer;
    throw new OperatorError({
      what: `${vendor.title} answered ${asked.method} ${asked.url.pathname} with a web page (${answer.status}) instead of data`,
      fix: `a proxy or an outage stands between: open ${vendor.base} in a browser, look at the vendor's status page, then run the same command again`,
    });
  }

  /** Retry-After up to a minute, else 0.25, 0.5, 1, 2 s with jitter. */
  async #pause(attempt: number, retryAfter: number, signal: AbortSignal): Promise<void> {
    const backoff = 250 * 2 ** (attempt - 1) * (0.75 + this.#o.random.fraction() / 2);
    await this.#o.clock.sleep(Number.isFinite(retryAfter) ? Math.min(retryAfter, 60) * 1000 : backoff, signal);
  }

  #limiterOf(vendor: AnyVendor): Limiter {
    const found = this.#limiters.get(vendor.id) ?? new Limiter(vendor.limits, this.#o.clock);
    this.#limiters.set(vendor.id, found);
    return found;
  }
}

function headerOf(answer: Answer, name: string): string | undefined {
  return answer.headers.find(([header]) => header.toLowerCase() === name)?.[1];
}

/** The connection was refused or the name not found: nothing can have reached the vendor. */
function neverSent(error: unknown): boolean {
  const code = (error as { cause?: { code?: string } }).cause?.code ?? '';
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'].includes(code);
}
