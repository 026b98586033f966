/**
 * How Vercel's REST API is spoken to: bearer token, one team in every call, pages, and refusals in its own words. https://vercel.com/docs/rest-api
 */
import type { Door } from '../core/vendor.ts';

export const base = 'https://api.vercel.com';

/** The API said no, or nothing. */
export class VercelRefusal extends Error {
  /** 0 when no answer arrived. */
  readonly status: number;
  /** `not_found`, `forbidden`; undefined when it was no answer of the API. */
  readonly code: string | undefined;
  /** What Vercel offers to do about it: `Install GitHub App`. */
  readonly action: string | undefined;
  /** `x-vercel-id` */
  readonly requestId: string | undefined;
  /** When the rate limit ends, ISO 8601; only of a 429. */
  readonly until: string | undefined;

  constructor(about: {
    status: number;
    message: string;
    code?: string | undefined;
    action?: string | undefined;
    requestId?: string | undefined;
    until?: string | undefined;
    cause?: unknown;
  }) {
    super(about.message, { cause: about.cause });
    this.name = 'VercelRefusal';
    this.status = about.status;
    this.code = about.code;
    this.action = about.action;
    this.requestId = about.requestId;
    this.until = about.until;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;
export interface Ask {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
}

export class VercelHttp {
  readonly #door: Door;
  readonly #authorization: string;

  constructor(door: Door, token: string) {
    this.#door = door;
    this.#authorization = `Bearer ${token}`;
  }

  /** @throws VercelRefusal */
  async json<T>(method: string, path: string, ask: Ask = {}): Promise<T> {
    const text = await this.text(method, path, ask);
    return (text === '' ? {} : parsed(text)) as T;
  }

  async text(method: string, path: string, { query = {}, body, signal }: Ask = {}): Promise<string> {
    const response = await this.#door(`${base}${path}${queryOf(query)}`, {
      method,
      headers: { authorization: this.#authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    }).catch(lost);
    const text = await response.text();
    if (!response.ok) throw refusalOf(response, text);
    return text;
  }

  /** Undefined where the API answers 404. */
  async maybe<T>(path: string, ask: Ask = {}): Promise<T | undefined> {
    return this.json<T>('GET', path, ask).catch((error: unknown) => {
      if (error instanceof VercelRefusal && error.status === 404) return undefined;
      throw error;
    });
  }

  /** Every page of a list. `pagination.next` is the time at which the next page begins. */
  async all<T>(path: string, field: string, query: Query = {}, next: 'until' | 'from' = 'until'): Promise<T[]> {
    const found: T[] = [];
    for (let at: number | string | undefined; ; ) {
      const page = await this.json<Record<string, unknown>>('GET', path, {
        query: { limit: 100, ...query, ...(at === undefined ? {} : { [next]: at }) },
      });
      found.push(...((page[field] ?? []) as T[]));
      at = (page.pagination as { next?: number | string | null } | undefined)?.next ?? undefined;
      if (at === undefined) return found;
    }
  }
}

function queryOf(query: Query): string {
  const said = Object.entries(query).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]]));
  return said.length === 0 ? '' : `?${new URLSearchParams(said).toString()}`;
}

/** Undici throws a TypeError when a connection breaks and a TimeoutError when nobody answers; what the door itself throws stays as it is. */
function lost(error: unknown): never {
  if (error instanceof TypeError || (error as Error).name === 'TimeoutError')
    throw new VercelRefusal({ status: 0, message: 'no answer', cause: error });
  throw error;
}

function refusalOf(response: Response, text: string): VercelRefusal {
  const { error } = (parsed(text) ?? {}) as { error?: { code?: string; message?: string; action?: string; invalidToken?: boolean } };
  const reset = Number(response.headers.get('x-ratelimit-reset') ?? Number.NaN);
  return new VercelRefusal({
    status: response.status,
    message: error?.message ?? (text.slice(0, 200) || 'refused without a word'),
    // One code stands for a wrong token and for a right that is missing.
    code: error?.invalidToken ? 'invalid_token' : error?.code,
    action: error?.action,
    requestId: response.headers.get('x-vercel-id') ?? undefined,
    until: response.status === 429 && Number.isFinite(reset) ? new Date(reset * 1000).toISOString() : undefined,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
