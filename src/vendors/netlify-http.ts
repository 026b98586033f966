/**
 * How Netlify's REST API is spoken to: bearer token, pages by number, and refusals in its own words, of which there are several shapes.
 * https://docs.netlify.com/api-and-cli-guides/api-guides/get-started-with-api/
 */
import type { Door } from '../core/vendor.ts';

export const base = 'https://api.netlify.com';
/** What functions said, as Netlify's own command line client asks for it. */
export const analytics = 'analytics.services.netlify.com';
const prefix = '/api/v1';
/** The most that a page holds. */
const perPage = 100;

/** The API said no, or nothing. */
export class NetlifyRefusal extends Error {
  /** 0 when no answer arrived. */
  readonly status: number;
  /** Fields that it names, `subdomain`, `custom_domain`. */
  readonly fields: readonly string[];
  /** `x-request-id` */
  readonly requestId: string | undefined;
  /** When the rate limit ends, ISO 8601; only of a 429. */
  readonly until: string | undefined;

  constructor(about: {
    status: number;
    message: string;
    fields?: readonly string[] | undefined;
    requestId?: string | undefined;
    until?: string | undefined;
    cause?: unknown;
  }) {
    super(about.message, { cause: about.cause });
    this.name = 'NetlifyRefusal';
    this.status = about.status;
    this.fields = about.fields ?? [];
    this.requestId = about.requestId;
    this.until = about.until;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;
export interface Ask {
  query?: Query;
  body?: unknown;
  /** It changes while it is looked at: nothing is remembered. */
  grows?: true;
}

export class NetlifyHttp {
  readonly #door: Door;
  readonly #authorization: string;

  constructor(door: Door, token: string) {
    this.#door = door;
    this.#authorization = `Bearer ${token}`;
  }

  /** @param path behind `/api/v1`, or a whole address of another service of Netlify @throws NetlifyRefusal */
  async json<T>(method: string, path: string, { query = {}, body, grows }: Ask = {}): Promise<T> {
    const response = await this.#door(`${path.startsWith('https:') ? '' : `${base}${prefix}`}${path}${queryOf(query)}`, {
      method,
      ...(grows ? { cache: 'no-store' as const } : {}),
      headers: { authorization: this.#authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(lost);
    const text = await response.text();
    if (!response.ok) throw refusalOf(response, text);
    return (text === '' ? {} : parsed(text)) as T;
  }

  /** Undefined where the API answers 404. */
  async maybe<T>(path: string, ask: Ask = {}): Promise<T | undefined> {
    return this.json<T>('GET', path, ask).catch((error: unknown) => {
      if (error instanceof NetlifyRefusal && error.status === 404) return undefined;
      throw error;
    });
  }

  /** Every page of a list; the last one is not full. */
  async all<T>(path: string, query: Query = {}): Promise<T[]> {
    const found: T[] = [];
    for (let page = 1; ; page++) {
      const next = await this.json<T[]>('GET', path, { query: { ...query, page, per_page: perPage } });
      found.push(...next);
      if (next.length < perPage) return found;
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
    throw new NetlifyRefusal({ status: 0, message: 'no answer', cause: error });
  throw error;
}

interface Said {
  message?: string;
  /** The same, of variables. */
  msg?: string;
  error?: string;
  /** By field, or a list of sentences. */
  errors?: Readonly<Record<string, string | readonly string[]>> | readonly string[];
}

function refusalOf(response: Response, text: string): NetlifyRefusal {
  const said = (parsed(text) ?? {}) as Said;
  const byField = said.errors && !Array.isArray(said.errors) ? Object.entries(said.errors) : [];
  const sentences = Array.isArray(said.errors) ? said.errors : byField.map(([field, words]) => `${field} ${[words].flat().join(', ')}`);
  const reset = Number(response.headers.get('x-ratelimit-reset') ?? Number.NaN);
  return new NetlifyRefusal({
    status: response.status,
    message: sentences.join('; ') || said.message || said.msg || said.error || text.slice(0, 200) || 'refused without a word',
    fields: byField.map(([field]) => field),
    requestId: response.headers.get('x-request-id') ?? undefined,
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
