/**
 * How DigitalOcean's API is spoken to: bearer token, pages by number, refusals in its own words. https://docs.digitalocean.com/reference/api/intro
 */
import type { Door } from '../core/vendor.ts';

export const base = 'https://api.digitalocean.com';
const version = '/v2';
/** Most that one page of a list has. */
const pageSize = 200;

/** The API said no, or nothing. */
export class DigitalOceanRefusal extends Error {
  /** 0 when no answer arrived. */
  readonly status: number;
  /** Its short word: `not_found`, `bad_request`. */
  readonly word: string | undefined;
  /** As DigitalOcean's support asks for it. */
  readonly requestId: string | undefined;
  /** When the rate limit ends, ISO 8601; only of a 429. */
  readonly until: string | undefined;

  constructor(about: {
    status: number;
    message: string;
    word?: string | undefined;
    requestId?: string | undefined;
    until?: string | undefined;
    cause?: unknown;
  }) {
    super(about.message, { cause: about.cause });
    this.name = 'DigitalOceanRefusal';
    this.status = about.status;
    this.word = about.word;
    this.requestId = about.requestId;
    this.until = about.until;
  }
}

type Value = string | number | boolean | undefined;
export interface Ask {
  query?: Readonly<Record<string, Value>>;
  body?: unknown;
}

export class DigitalOceanHttp {
  readonly #door: Door;
  readonly #authorization: string;

  constructor(door: Door, token: string) {
    this.#door = door;
    this.#authorization = `Bearer ${token}`;
  }

  /** Undefined where the answer has no body. @throws DigitalOceanRefusal */
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

  /** Undefined where the API answers 404. */
  async maybe<T>(path: string, ask: Ask = {}): Promise<T | undefined> {
    return this.json<T>('GET', path, ask).catch((error: unknown) => {
      if (error instanceof DigitalOceanRefusal && error.status === 404) return undefined;
      throw error;
    });
  }

  /** Every page of a list that stands in `field`. @param most stops when so many are known */
  async all<T>(path: string, field: string, query: Ask['query'] = {}, most = Number.POSITIVE_INFINITY): Promise<T[]> {
    const found: T[] = [];
    for (let page = 1; ; page++) {
      const answer = await this.json<Record<string, unknown>>('GET', path, { query: { ...query, page, per_page: pageSize } });
      const part = (answer[field] as T[] | undefined) ?? [];
      found.push(...part);
      const { total } = (answer.meta as { total?: number } | undefined) ?? {};
      if (part.length < pageSize || found.length >= (total ?? Number.POSITIVE_INFINITY) || found.length >= most) return found;
    }
  }
}

function queryOf(query: Readonly<Record<string, Value>>): string {
  const said = Object.entries(query).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, String(value)]]));
  return said.length === 0 ? '' : `?${new URLSearchParams(said).toString()}`;
}

/** Undici throws a TypeError when a connection breaks and a TimeoutError when nobody answers; what the door itself throws stays as it is. */
function lost(error: unknown): never {
  if (error instanceof TypeError || (error as Error).name === 'TimeoutError')
    throw new DigitalOceanRefusal({ status: 0, message: 'no answer', cause: error });
  throw error;
}

function refusalOf(response: Response, text: string): DigitalOceanRefusal {
  const said = parsed(text) as { id?: unknown; message?: unknown; request_id?: unknown } | undefined;
  const { status, headers } = response;
  const told = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
  return new DigitalOceanRefusal({
    status,
    message: told(said?.message) ?? (text.slice(0, 200) || 'refused without a word'),
    word: told(said?.id),
    requestId: told(said?.request_id) ?? headers.get('x-request-id') ?? undefined,
    until: status === 429 ? endOf(headers.get('ratelimit-reset')) : undefined,
  });
}

/** Seconds since 1970. */
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
