/**
 * How Google's APIs are spoken to: a token that the service account signs for, JSON, pages by token, refusals in Google's envelope.
 * https://developers.google.com/identity/protocols/oauth2/service-account · https://cloud.google.com/apis/design/errors
 */
import type { Clock } from '../core/ports.ts';
import type { OpenDoor } from '../core/vendor.ts';
import { signedToken } from '../ports/signing.ts';
import { readServiceAccount } from './google-analytics-key.ts';

export const adminBase = 'https://analyticsadmin.googleapis.com';
export const dataBase = 'https://analyticsdata.googleapis.com';
export const tokenUrl = 'https://oauth2.googleapis.com/token';
export const scopes = ['https://www.googleapis.com/auth/analytics.edit', 'https://www.googleapis.com/auth/analytics.readonly'];
/** Most that a page of the Admin API has. */
const pageSize = 200;

/** Google said no, or nothing. */
export class GoogleRefusal extends Error {
  /** 0 when no answer arrived. */
  readonly status: number;
  /** `PERMISSION_DENIED`, `invalid_grant`; the more exact reason (`SERVICE_DISABLED`) where one is told. */
  readonly code: string | undefined;

  constructor(about: { status: number; code?: string | undefined; message: string; cause?: unknown }) {
    super(about.message, { cause: about.cause });
    this.name = 'GoogleRefusal';
    this.status = about.status;
    this.code = about.code;
  }
}

export interface Ask {
  query?: Readonly<Record<string, string | number>>;
  body?: unknown;
  /** Figures that grow while they are read. */
  fresh?: true;
}

export class GoogleHttp {
  readonly email: string;
  readonly #door: OpenDoor;
  readonly #clock: Clock;
  readonly #serviceAccount: string;

  /** @param serviceAccount JSON of its key */
  constructor(door: OpenDoor, serviceAccount: string, clock: Clock) {
    const key = readServiceAccount(serviceAccount);
    this.email = typeof key === 'string' ? '' : key.email;
    this.#door = door;
    this.#clock = clock;
    this.#serviceAccount = serviceAccount;
  }

  /** Undefined where the answer has no body. @throws GoogleRefusal */
  async json<T>(method: string, url: string, { query = {}, body, fresh }: Ask = {}): Promise<T> {
    const search = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])).toString();
    const send = async (token: string): Promise<Response> =>
      this.#door(search === '' ? url : `${url}?${search}`, {
        method,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(fresh ? { cache: 'no-store' as const } : {}),
      }).catch(lost);
    const holder = await this.#holder();
    let response = await send(await this.#token(holder));
    if (response.status === 401) {
      holder.token = undefined;
      response = await send(await this.#token(holder));
    }
    const text = await response.text();
    if (!response.ok) throw refusalOf(response.status, text);
    return parsed(text) as T;
  }

  /** Every page of a list. @param field the list in the answer */
  async all<T>(url: string, field: string, query: Ask['query'] = {}): Promise<T[]> {
    const found: T[] = [];
    for (let pageToken = ''; ; ) {
      const page = await this.json<Record<string, unknown>>('GET', url, {
        query: { ...query, pageSize, ...(pageToken === '' ? {} : { pageToken }) },
      });
      found.push(...((page?.[field] ?? []) as T[]));
      pageToken = String(page?.nextPageToken ?? '');
      if (pageToken === '') return found;
    }
  }

  /** What the measurement endpoints take: no token, the secret stands in the address. @returns the text of the answer */
  async measure(url: string, query: Readonly<Record<string, string>>, body: unknown): Promise<string> {
    const response = await this.#door(`${url}?${new URLSearchParams(query)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch(lost);
    const text = await response.text();
    if (!response.ok) throw refusalOf(response.status, text);
    return text;
  }

  /** One token per walk, good for an hour. */
  #holder(): Promise<{ token: Promise<string> | undefined }> {
    return this.#door.share(
      `google token of ${this.email}`,
      async () => ({ token: undefined as Promise<string> | undefined }),
      async () => {},
    );
  }

  #token(holder: { token: Promise<string> | undefined }): Promise<string> {
    holder.token ??= this.#askForToken().catch((error: unknown) => {
      holder.token = undefined;
      throw error;
    });
    return holder.token;
  }

  async #askForToken(): Promise<string> {
    const key = readServiceAccount(this.#serviceAccount);
    if (typeof key === 'string') throw new GoogleRefusal({ status: 401, code: 'invalid_key', message: `GOOGLE_SERVICE_ACCOUNT: ${key}` });
    const issued = Math.floor(this.#clock.now().getTime() / 1000);
    const claims = { iss: key.email, scope: scopes.join(' '), aud: tokenUrl, iat: issued, exp: issued + 3600 };
    const assertion = signedToken({ alg: 'RS256', typ: 'JWT', kid: key.keyId }, claims, key.privateKey);
    const response = await this.#door(tokenUrl, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }).toString(),
      cache: 'no-store',
    }).catch(lost);
    const text = await response.text();
    const said = parsed(text) as Record<string, unknown> | undefined;
    if (!response.ok || typeof said?.access_token !== 'string') throw refusalOf(response.ok ? 401 : response.status, text);
    return said.access_token;
  }
}

/** Undici throws a TypeError when a connection breaks and a TimeoutError when nobody answers; what the door itself throws stays as it is. */
function lost(error: unknown): never {
  if (error instanceof TypeError || (error as Error).name === 'TimeoutError')
    throw new GoogleRefusal({ status: 0, message: 'no answer', cause: error });
  throw error;
}

interface Envelope {
  error?: string | { message?: string; status?: string; details?: readonly { reason?: string }[] };
  error_description?: string;
}

/** The APIs say `{ error: { code, message, status, details } }`, the token endpoint `{ error, error_description }`. */
function refusalOf(status: number, text: string): GoogleRefusal {
  const said = parsed(text) as Envelope | undefined;
  if (typeof said?.error === 'string')
    return new GoogleRefusal({ status, code: said.error, message: said.error_description ?? said.error });
  const reason = said?.error?.details?.find((one) => typeof one.reason === 'string')?.reason;
  return new GoogleRefusal({
    status,
    code: reason ?? said?.error?.status,
    message: said?.error?.message ?? (text.slice(0, 200) || 'refused without a word'),
  });
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
