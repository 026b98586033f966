/**
 * How Fly.io is spoken to: the Machines API and, by the same door, the registry of images, the log and the numbers. Tokens that begin with `FlyV1` or `fm` are
 * macaroons and have a scheme of their own. https://fly.io/docs/machines/api/working-with-machines-api/
 */
import type { Door } from '../core/vendor.ts';

export const base = 'https://api.machines.dev';
export const registry = 'registry.fly.io';
export const others = [registry, 'api.fly.io'] as const;

/** The API said no, or nothing. */
export class FlyRefusal extends Error {
  /** 0 when no answer arrived. */
  readonly status: number;
  /** Fly's own word, where it has one: `insufficient_capacity`, `name_taken`. */
  readonly code: string | undefined;
  readonly requestId: string | undefined;

  constructor(about: {
    status: number;
    message: string;
    code?: string | undefined;
    requestId?: string | undefined;
    cause?: unknown;
  }) {
    super(about.message, { cause: about.cause });
    this.name = 'FlyRefusal';
    this.status = about.status;
    this.code = about.code;
    this.requestId = about.requestId;
  }
}

export interface Ask {
  method?: string;
  /** With the host where it is not that of the Machines API. */
  url: string;
  body?: unknown;
  accept?: string;
  /** The registry wants a login; the others a token. */
  as?: 'login' | 'token';
  /** `no-store`: what grows while it is read. */
  cache?: RequestInit['cache'];
}

export class FlyHttp {
  readonly #door: Door;
  readonly #bare: string;

  constructor(door: Door, token: string) {
    this.#door = door;
    this.#bare = token.replace(/^FlyV1\s+/, '');
  }

  /** @throws FlyRefusal */
  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.send({ method, url: `${base}/v1${path}`, ...(body === undefined ? {} : { body }) });
    return parsed(await response.text()) as T;
  }

  /** Undefined where the API answers 404. */
  async maybe<T>(path: string): Promise<T | undefined> {
    return this.json<T>('GET', path).catch(absent);
  }

  /** @throws FlyRefusal */
  async send({ method = 'GET', url, body, accept = 'application/json', as = 'token', cache = 'default' }: Ask): Promise<Response> {
    const response = await this.#door(url, {
      method,
      cache,
      headers: {
        accept,
        authorization: as === 'login' ? this.#login() : this.#scheme(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(lost);
    if (!response.ok) throw refusalOf(response, await response.text());
    return response;
  }

  #scheme(): string {
    return this.#bare.startsWith('fm') ? `FlyV1 ${this.#bare}` : `Bearer ${this.#bare}`;
  }

  /** As `docker login registry.fly.io -u x`. */
  #login(): string {
    return `Basic ${Buffer.from(`x:${this.#bare}`).toString('base64')}`;
  }
}

export function absent(error: unknown): undefined {
  if (error instanceof FlyRefusal && error.status === 404) return undefined;
  throw error;
}

/** Undici throws a TypeError when a connection breaks and a TimeoutError when nobody answers; what the door itself throws stays as it is. */
function lost(error: unknown): never {
  if (error instanceof TypeError || (error as Error).name === 'TimeoutError')
    throw new FlyRefusal({ status: 0, message: 'no answer', cause: error });
  throw error;
}

/** `{ error, status }` of the Machines API, `{ errors: [{ code, message }] }` of the registry. */
function refusalOf(response: Response, text: string): FlyRefusal {
  const said = parsed(text) as { error?: unknown; message?: unknown; status?: unknown; errors?: { code?: string; message?: string }[] };
  const first = Array.isArray(said?.errors) ? said.errors[0] : undefined;
  const message = [said?.error, said?.message, first?.message].find((one) => typeof one === 'string' && one !== '');
  return new FlyRefusal({
    status: response.status,
    message: typeof message === 'string' ? message : text.slice(0, 200) || 'refused without a word',
    code: first?.code ?? (typeof said?.status === 'string' ? said.status : undefined),
    requestId: response.headers.get('fly-request-id') ?? undefined,
  });
}

export function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
