/**
 * How Render's REST API is spoken to: bearer key, pages by cursor, refusals in its own words. https://api-docs.render.com/reference/introduction
 */
import type { Door } from '../core/vendor.ts';

export const base = 'https://api.render.com';
/** The version, before every path. */
const version = '/v1';
/** Most that one page of a list has. https://api-docs.render.com/reference/pagination */
const pageSize = 100;

/** The API said no, or nothing. */
export class RenderRefusal extends Error {
  /** 0 when no answer arrived. */
  readonly status: number;
  /** Of the request, as Render's support asks for it. */
  readonly requestId: string | undefined;
  /** When the rate limit ends, ISO 8601; only of a 429. */
  readonly until: string | undefined;

  constructor(about: {
    status: number;
    message: string;
    requestId?: string | undefined;
    until?: string | undefined;
    cause?: unknown;
  }) {
    super(about.message, { cause: about.cause });
    this.name = 'RenderRefusal';
    this.status = about.status;
    this.requestId = about.requestId;
    this.until = about.until;
  }
}

type Value = string | number | boolean | undefined;
export type Query = Readonly<Record<string, Value | readonly string[]>>;
export interface Ask {
  query?: Query;
  body?: unknown;
}

export class RenderHttp {
  readonly #door: Door;
  readonly #authorization: string;

  constructor(door: Door, key: string) {
    this.#door = door;
    this.#authorization = `Bearer ${key}`;
  }

  /** Undefined where the answer has no body. @throws RenderRefusal */
  async json<T>(method: string, path: string, { query = {}, body }: Ask = {}): Promise<T> {
    const response = await this.#door(`${base}${version}${path}${queryOf(query)}`, {
      method,
      headers: {
        accept: 'application/json',
        authorization: this.#authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(lost);
    const text = await response.text();
    if (!response.ok) throw refusalOf(response, text);
    return parsed(text) as T;
  }

  /** Undefined where the API answers 404 or 410. */
  async maybe<T>(path: string, ask: Ask = {}): Promise<T | undefined> {
    return this.json<T>('GET', path, ask).catch((error: unknown) => {
      if (error instanceof RenderRefusal && (error.status === 404 || error.status === 410)) return undefined;
      throw error;
    });
  }

  /** Every page of a list whose entries are `{ [field]: …, cursor }`. @param most stops when so many are known */
  async all<T>(path: string, field: string, query: Query = {}, most = Number.POSITIVE_INFINITY): Promise<T[]> {
    const found: T[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await this.json<Record<string, unknown>[]>('GET', path, { query: { ...query, limit: pageSize, cursor } });
      found.push(...page.map((one) => one[field] as T));
      cursor = page.at(-1)?.cursor as string | undefined;
      // A full page may be the last one; then the next is empty.
      if (page.length < pageSize || cursor === undefined || found.length >= most) return found;
    }
  }
}

/** A list repeats its name. */
function queryOf(query: Query): string {
  const said = Object.entries(query).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return [];
    return Array.isArray(value) ? value.map((one): [string, string] => [name, one]) : [[name, String(value)]];
  });
  return said.length === 0 ? '' : `?${new URLSearchParams(said).toString()}`;
}

/** Undici throws a TypeError when a connection breaks and a TimeoutError when nobody answers; what the door itself throws stays as it is. */
function lost(error: unknown): never {
  if (error instanceof TypeError || (error as Error).name === 'TimeoutError')
    throw new RenderRefusal({ status: 0, message: 'no answer', cause: error });
  throw error;
}

function refusalOf(response: Response, text: string): RenderRefusal {
  const said = parsed(text) as { message?: unknown; id?: unknown } | undefined;
  const { status, headers } = response;
  return new RenderRefusal({
    status,
    message: typeof said?.message === 'string' && said.message !== '' ? said.message : text.slice(0, 200) || 'refused without a word',
    requestId: headers.get('rndr-id') ?? headers.get('x-request-id') ?? (typeof said?.id === 'string' ? said.id : undefined),
    until: status === 429 ? endOf(headers.get('ratelimit-reset')) : undefined,
  });
}

/** Documented as a time in UTC epoch seconds; the example beside it is a number of seconds, which tells no time. */
function endOf(reset: string | null): string | undefined {
  const seconds = Number(reset ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 1e9 ? new Date(seconds * 1000).toISOString() : undefined;
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
