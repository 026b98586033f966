/**
 * One request to the API from a page: with the cookies of the API's own origin, and, where something changes, with the token against forged requests. The token is
 * asked for once and again when the API no longer takes it; what fails becomes an `ApiFailure`.
 */
import type { Me } from './answers.ts';
import { type ApiFailure, failureFrom, unreachable } from './failure.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface RequestOptions {
  body?: unknown;
  signal?: AbortSignal | undefined;
}

export interface Requests {
  /** @throws ApiFailure; an abort stays the browser's own `AbortError` */
  send<T>(method: Method, path: string, options?: RequestOptions): Promise<T>;
  /** Who is logged in; keeps the token on the way. */
  me(signal?: AbortSignal): Promise<Me>;
}

export interface RequestTools {
  /** Without a slash at the end. */
  apiUrl: string;
  fetch: typeof globalThis.fetch;
  /** How long an answer is waited for. */
  timeoutMs?: number;
}

const usualTimeoutMs = 20_000;

export function createRequests({ apiUrl, fetch, timeoutMs = usualTimeoutMs }: RequestTools): Requests {
  let token: string | undefined;

  const once = async (method: Method, path: string, { body, signal }: RequestOptions): Promise<Response> => {
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      return await fetch(`${apiUrl}${path}`, {
        method,
        credentials: 'include',
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(method === 'GET' || token === undefined ? {} : { 'x-csrf-token': token }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw unreachable();
    }
  };

  const me = async (signal?: AbortSignal): Promise<Me> => {
    const answer = await read<Me>(await once('GET', '/api/auth/me', { signal }));
    token = answer.csrfToken;
    return answer;
  };

  return {
    me,
    async send<T>(method: Method, path: string, options: RequestOptions = {}) {
      const changes = method !== 'GET';
      if (changes && token === undefined) await forgiving(me(options.signal));
      const first = await once(method, path, options);
      if (first.ok) return read<T>(first);
      const failure = await failureFrom(first);
      if (!changes || failure.code !== 'csrf') throw failure;
      // The login was renewed in another tab: its token is another one.
      await me(options.signal);
      return read<T>(await once(method, path, options));
    },
  };
}

/** What strangers may send needs no token; where one is needed the API says so itself. */
async function forgiving(asked: Promise<unknown>): Promise<void> {
  await asked.catch((failure: ApiFailure) => {
    if (failure.kind !== 'login') throw failure;
  });
}

async function read<T>(response: Response): Promise<T> {
  if (!response.ok) throw await failureFrom(response);
  if (response.status === 204) return undefined as T;
  return (await response.json().catch(() => {
    throw unreachable();
  })) as T;
}
