/**
 * How Sentry's API is spoken to: bearer token, the host of the organization's region, pages by `Link` header, refusals in its own words.
 * https://docs.sentry.io/api/
 */
import type { Door } from '../core/vendor.ts';

export const base = 'https://sentry.io';
/** Where organizations live; `links.regionUrl` of each says which. https://docs.sentry.io/organization/data-storage-location/ */
export const regions = ['https://us.sentry.io', 'https://de.sentry.io'] as const;
/** The version, before every path. */
const version = '/api/0';

/** The API said no, or nothing. */
export class SentryRefusal extends Error {
  /** 0 when no answer arrived. */
  readonly status: number;
  /** When the rate limit ends, ISO 8601; only of a 429. */
  readonly until: string | undefined;

  constructor(about: { status: number; message: string; until?: string | undefined; cause?: unknown }) {
    super(about.message, { cause: about.cause });
    this.name = 'SentryRefusal';
    this.status = about.status;
    this.until = about.until;
  }
}

type Value = string | number | boolean | undefined;
export type Query = Readonly<Record<string, Value | readonly string[]>>;
export interface Ask {
  query?: Query;
  body?: unknown;
  /** Origin that is asked instead of the client's own. */
  at?: string;
}

export class SentryHttp {
  readonly #door: Door;
  readonly #authorization: string;
  readonly #origin: string;

  /** @param origin of a region, or `base` */
  constructor(door: Door, token: string, origin: string = base) {
    this.#door = door;
    this.#authorization = `Bearer ${token}`;
    this.#origin = origin;
  }

  /** Undefined where the answer has no body. @throws SentryRefusal */
  async json<T>(method: string, path: string, ask: Ask = {}): Promise<T> {
    return parsed(await (await this.#send(method, path, ask)).text()) as T;
  }

  /** Undefined where the API answers 404. */
  async maybe<T>(path: string, ask: Ask = {}): Promise<T | undefined> {
    return this.json<T>('GET', path, ask).catch((error: unknown) => {
      if (error instanceof SentryRefusal && error.status === 404) return undefined;
      throw error;
    });
  }

  /** Every page of a list. @param most pages that are looked at */
  async all<T>(path: string, ask: Ask = {}, most = 50): Promise<T[]> {
    const found: T[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < most; page++) {
      const answer = await this.#send('GET', path, { ...ask, query: { ...ask.query, cursor } });
      found.push(...((parsed(await answer.text()) ?? []) as T[]));
      cursor = nextOf(answer.headers.get('link'));
      if (cursor === undefined) break;
    }
    return found;
  }

  async #send(method: string, path: string, { query = {}, body, at }: Ask): Promise<Response> {
    const response = await this.#door(`${at ?? this.#origin}${version}${path}${queryOf(query)}`, {
      method,
      headers: {
        accept: 'application/json',
        authorization: this.#authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(lost);
    if (!response.ok) throw refusalOf(response, await response.text());
    return response;
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

/** `<…>; rel="next"; results="true"; cursor="0:100:0"`; `results="false"`: the next page is empty. https://docs.sentry.io/api/pagination/ */
function nextOf(link: string | null): string | undefined {
  const next = (link ?? '').split(/,\s*(?=<)/).find((part) => /rel="next"/.test(part) && /results="true"/.test(part));
  return /cursor="([^"]+)"/.exec(next ?? '')?.[1];
}

/** Undici throws a TypeError when a connection breaks and a TimeoutError when nobody answers; what the door itself throws stays as it is. */
function lost(error: unknown): never {
  if (error instanceof TypeError || (error as Error).name === 'TimeoutError')
    throw new SentryRefusal({ status: 0, message: 'no answer', cause: error });
  throw error;
}

function refusalOf({ status, headers }: Response, text: string): SentryRefusal {
  const reset = Number(headers.get('x-sentry-rate-limit-reset') ?? Number.NaN);
  const until = status === 429 && Number.isFinite(reset) && reset > 1e9 ? new Date(reset * 1000).toISOString() : undefined;
  return new SentryRefusal({ status, message: wordsOf(text), until });
}

/** `{"detail": "…"}`, `{"detail": {"message": "…"}}` or complaints by field. */
function wordsOf(text: string): string {
  const said = parsed(text);
  if (typeof said !== 'object' || said === null) return text.slice(0, 200) || 'refused without a word';
  const { detail } = said as { detail?: unknown };
  if (typeof detail === 'string') return detail;
  if (typeof detail === 'object' && detail !== null) return String((detail as { message?: unknown }).message ?? JSON.stringify(detail));
  return JSON.stringify(said).slice(0, 200);
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
