/**
 * How Atlas lets k77 in: a service account's token (OAuth client credentials), or, in the older form, HTTP digest with an API key.
 * https://www.mongodb.com/docs/atlas/configure-api-access/
 */
import { createHash } from 'node:crypto';
import type { Values } from '../core/keys.ts';
import type { OpenDoor } from '../core/vendor.ts';

export const atlasBase = 'https://cloud.mongodb.com';
export const tokenPath = '/api/oauth/token';

/** Atlas said no, in its own envelope: https://www.mongodb.com/docs/atlas/api/api-errors/ */
export class AtlasError extends Error {
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly call: string;

  constructor(about: { status: number; errorCode: string | undefined; detail: string; call: string }) {
    super(about.detail);
    this.name = 'AtlasError';
    this.status = about.status;
    this.errorCode = about.errorCode;
    this.call = about.call;
  }
}

/** Sends one request with whatever proves who asks. */
export type Authorized = (url: string, init: RequestInit & { headers: Record<string, string> }) => Promise<Response>;

export function authorized(door: OpenDoor, credentials: Partial<Values>): Authorized {
  const { ATLAS_CLIENT_ID: id, ATLAS_CLIENT_SECRET: secret, ATLAS_PUBLIC_KEY: user, ATLAS_PRIVATE_KEY: password } = credentials;
  if (id && secret) return withToken(door, id.reveal(), secret.reveal());
  return withDigest(door, user?.reveal() ?? '', password?.reveal() ?? '');
}

/** One token per walk, good for an hour; a new one when it is no longer honoured. */
function withToken(door: OpenDoor, id: string, secret: string): Authorized {
  const holder = door.share(
    `atlas token of ${id}`,
    async () => ({ token: undefined as Promise<string> | undefined }),
    async () => {},
  );
  const fresh = async (): Promise<string> => {
    const shared = await holder;
    shared.token ??= askForToken(door, id, secret).catch((error: unknown) => {
      shared.token = undefined;
      throw error;
    });
    return shared.token;
  };
  return async (url, init) => {
    const send = async (): Promise<Response> =>
      door(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${await fresh()}` } });
    const answer = await send();
    if (answer.status !== 401) return answer;
    (await holder).token = undefined;
    return send();
  };
}

async function askForToken(door: OpenDoor, id: string, secret: string): Promise<string> {
  const basic = Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');
  const answer = await door(`${atlasBase}${tokenPath}`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${basic}`,
      accept: 'application/json',
      'cache-control': 'no-cache',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  const said = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  if (answer.status !== 200 || typeof said.access_token !== 'string')
    throw new AtlasError({
      status: answer.status === 200 ? 401 : answer.status,
      errorCode: String(said.error ?? said.errorCode ?? 'invalid_client'),
      detail: String(said.error_description ?? said.detail ?? 'the service account was refused'),
      call: `POST ${tokenPath}`,
    });
  return said.access_token;
}

/** RFC 7616 with MD5 and qop=auth, as Atlas asks for it. */
function withDigest(door: OpenDoor, user: string, password: string): Authorized {
  let challenge: Record<string, string> | undefined;
  let count = 0;
  const proof = (method: string, target: string): string => {
    const { realm = '', nonce = '', qop = 'auth' } = challenge ?? {};
    const nc = (++count).toString(16).padStart(8, '0');
    const cnonce = md5(`${nonce}${nc}${target}`).slice(0, 16);
    const response = md5(
      `${md5(`${user}:${realm}:${password}`)}:${nonce}:${nc}:${cnonce}:${qop.split(',')[0]?.trim()}:${md5(`${method}:${target}`)}`,
    );
    return `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${target}", algorithm=MD5, qop=auth, nc=${nc}, cnonce="${cnonce}", response="${response}"`;
  };
  const learn = async (url: string): Promise<void> => {
    // A read asks for the challenge, so that no write is sent twice.
    const answer = await door(url, { headers: { accept: 'application/vnd.atlas.2023-01-01+json' } });
    challenge = parsed(answer.headers.get('www-authenticate') ?? '');
    count = 0;
  };
  return async (url, init) => {
    const { pathname, search } = new URL(url);
    if (!challenge) await learn(`${atlasBase}/api/atlas/v2`);
    const send = (): Promise<Response> =>
      door(url, {
        ...init,
        headers: { ...init.headers, authorization: proof((init.method ?? 'GET').toUpperCase(), `${pathname}${search}`) },
      });
    const answer = await send();
    const again = answer.status === 401 && /stale="?true/i.test(answer.headers.get('www-authenticate') ?? '');
    if (!again) return answer;
    challenge = parsed(answer.headers.get('www-authenticate') ?? '');
    count = 0;
    return send();
  };
}

function parsed(header: string): Record<string, string> {
  return Object.fromEntries(
    [...header.replace(/^Digest\s+/i, '').matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)].map((found) => [
      found[1] ?? '',
      found[2] ?? found[3] ?? '',
    ]),
  );
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
