/**
 * How UptimeRobot's API v3 is spoken to: bearer key, JSON, pages by cursor, refusals in its own words. https://uptimerobot.com/api/v3/
 */
import type { Door } from '../core/vendor.ts';

export const base = 'https://api.uptimerobot.com';
/** The version, before every path. */
const version = '/v3';

/** The API said no, or nothing. */
export class UptimeRefusal extends Error {
  /** 0 when no answer arrived. */
  readonly status: number;

  constructor(status: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'UptimeRefusal';
    this.status = status;
  }
}

export class UptimeHttp {
  readonly #door: Door;
  readonly #authorization: string;

  constructor(door: Door, key: string) {
    this.#door = door;
    this.#authorization = `Bearer ${key}`;
  }

  /** Undefined where the answer has no body. @throws UptimeRefusal */
  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.#door(`${base}${version}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        authorization: this.#authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(lost);
    const text = await response.text();
    if (!response.ok) throw new UptimeRefusal(response.status, wordsOf(text));
    return parsed(text) as T;
  }

  /** Every page of a list. @param query what goes with the first call, `limit=200` */
  async all<T>(path: string, query = ''): Promise<T[]> {
    const found: T[] = [];
    for (let next: string | undefined = query === '' ? path : `${path}?${query}`; next !== undefined; ) {
      const page: { data: T[]; nextLink?: string | null } = await this.json('GET', next);
      found.push(...page.data);
      next = followed(path, query, page.nextLink);
    }
    return found;
  }
}

/** The link names the host; only its cursor is taken, so that nobody is led elsewhere. */
function followed(path: string, query: string, link: string | null | undefined): string | undefined {
  if (!link) return undefined;
  const cursor = new URL(link, base).searchParams.get('cursor');
  return cursor === null ? undefined : `${path}?${query === '' ? '' : `${query}&`}cursor=${encodeURIComponent(cursor)}`;
}

/** Undici throws a TypeError when a connection breaks and a TimeoutError when nobody answers; what the door itself throws stays as it is. */
function lost(error: unknown): never {
  if (error instanceof TypeError || (error as Error).name === 'TimeoutError') throw new UptimeRefusal(0, 'no answer', error);
  throw error;
}

/** A message, or a list of them. */
function wordsOf(text: string): string {
  const said = (parsed(text) as { message?: unknown } | undefined)?.message;
  if (Array.isArray(said)) return said.map(String).join('; ');
  return typeof said === 'string' && said !== '' ? said : text.slice(0, 200) || 'refused without a word';
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
