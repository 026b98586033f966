/**
 * How Heroku's Platform API is spoken to: bearer token, version 3, lists by range, refusals with an id and a sentence.
 * https://devcenter.heroku.com/articles/platform-api-reference#overview
 */
import type { Door } from '../core/vendor.ts';

export const base = 'https://api.heroku.com';
/** Hosts to which its answers lead for logs, and GitHub's API, which lends Heroku the archive of a commit. */
export const others = [
  'api.github.com',
  'logplex.heroku.com',
  'logs-api.heroku.com',
  'build-output.heroku.com',
  'release-output.heroku.com',
] as const;
const accept = 'application/vnd.heroku+json; version=3';
/** Most that one page of a list has. */
const pageSize = 1000;

/** The API said no, or nothing. */
export class HerokuRefusal extends Error {
  /** 0 when no answer arrived. */
  readonly status: number;
  /** Heroku's word for it: `verification_required`, `not_found`. */
  readonly id: string | undefined;
  /** Of the request, as Heroku's support asks for it. */
  readonly requestId: string | undefined;

  constructor(about: {
    status: number;
    message: string;
    id?: string | undefined;
    requestId?: string | undefined;
    cause?: unknown;
  }) {
    super(about.message, { cause: about.cause });
    this.name = 'HerokuRefusal';
    this.status = about.status;
    this.id = about.id;
    this.requestId = about.requestId;
  }
}

export class HerokuHttp {
  readonly #door: Door;
  readonly #authorization: string;

  constructor(door: Door, token: string) {
    this.#door = door;
    this.#authorization = `Bearer ${token}`;
  }

  /** @throws HerokuRefusal */
  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    return parsed((await this.#ask(method, path, body)).text) as T;
  }

  /** Undefined where the API answers 404. */
  async maybe<T>(path: string): Promise<T | undefined> {
    return this.json<T>('GET', path).catch((error: unknown) => {
      if (error instanceof HerokuRefusal && error.status === 404) return undefined;
      throw error;
    });
  }

  /** Every page; an answer that is not the last one is 206 and names the next range. */
  async all<T>(path: string): Promise<T[]> {
    const found: T[] = [];
    for (let range: string | null = `id ..; max=${pageSize}`; range !== null; ) {
      const page = await this.#ask('GET', path, undefined, range);
      found.push(...(parsed(page.text) as T[]));
      range = page.status === 206 ? page.next : null;
    }
    return found;
  }

  /** The newest so many, by the number that the list counts them with. */
  async newest<T>(path: string, by: 'version', most: number): Promise<T[]> {
    return parsed((await this.#ask('GET', path, undefined, `${by} ..; order=desc,max=${most}`)).text) as T[];
  }

  /** Text at an address that an answer told; nothing where it is kept no longer. No token goes there. */
  async text(address: string): Promise<string> {
    if (!others.some((host) => host === new URL(address).hostname)) return '';
    const response = await this.#door(address, { method: 'GET', cache: 'no-store' }).catch(lost);
    const text = await response.text();
    if (response.ok) return text;
    if (response.status === 404 || response.status === 410) return '';
    throw refusalOf(response, text);
  }

  /** As `json`, and never from memory: an answer that is new each time. */
  async anew<T>(method: string, path: string, body?: unknown): Promise<T> {
    return parsed((await this.#ask(method, path, body, undefined, 'no-store')).text) as T;
  }

  async #ask(
    method: string,
    path: string,
    body?: unknown,
    range?: string,
    cache: NonNullable<RequestInit['cache']> = 'default',
  ): Promise<{ status: number; text: string; next: string | null }> {
    const response = await this.#door(`${base}${path}`, {
      method,
      cache,
      headers: {
        accept,
        authorization: this.#authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(range === undefined ? {} : { range }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(lost);
    const text = await response.text();
    if (!response.ok) throw refusalOf(response, text);
    return { status: response.status, text, next: response.headers.get('next-range') };
  }
}

/** Undici throws a TypeError when a connection breaks and a TimeoutError when nobody answers; what the door itself throws stays as it is. */
export function lost(error: unknown): never {
  if (error instanceof TypeError || (error as Error).name === 'TimeoutError')
    throw new HerokuRefusal({ status: 0, message: 'no answer', cause: error });
  throw error;
}

function refusalOf(response: Response, text: string): HerokuRefusal {
  const said = parsed(text) as { id?: unknown; message?: unknown } | undefined;
  return new HerokuRefusal({
    status: response.status,
    message: typeof said?.message === 'string' && said.message !== '' ? said.message : text.slice(0, 200) || 'refused without a word',
    id: typeof said?.id === 'string' ? said.id : undefined,
    requestId: response.headers.get('request-id') ?? undefined,
  });
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
