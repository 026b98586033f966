/**
 * The hand of somebody who sets things up without k77: a vendor's API as its owner calls it, and the buttons of its dashboard. A scene is written in these words alone,
 * so that it can be made in a world of this process and in the detached one.
 */
import { OperatorError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { callLoopback } from '../../ports/listen.ts';
import type { World } from '../world.ts';

export interface Hand extends Pick<World, 'edit' | 'endpoints'> {
  clock: Pick<Clock, 'sleep'>;
  /** `stripe.secretKey` */
  credential(name: string): string;
  /** A form, as Stripe takes it. */
  form<T>(path: string, fields: Readonly<Record<string, string>>): Promise<T>;
  /** JSON. @param about besides the login */
  json<T>(vendor: 'atlas' | 'upstash' | 'cloudflare', method: 'GET' | 'POST', path: string, body?: unknown, type?: string): Promise<T>;
}

export interface Ground extends Pick<World, 'edit' | 'endpoints'> {
  clock: Pick<Clock, 'sleep'>;
  credentials: Readonly<Record<string, string>>;
}

/** Whose account Upstash is asked for. */
const upstashEmail = 'owner@kingdom77.test';

export function handOf(ground: Ground): Hand {
  const credential = (name: string): string => ground.credentials[name] ?? '';
  const send = async <T>(
    vendor: string,
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<T> => {
    const answer = await callLoopback(`${ground.endpoints[vendor]}${path}`, { method, headers, body, timeoutMs: 20_000 });
    if (answer.status < 300) return (answer.body === '' ? {} : JSON.parse(answer.body)) as T;
    throw new OperatorError({
      what: `the emulated ${vendor} answered ${answer.status} to ${method} ${path}: ${answer.body.slice(0, 300)}`,
      fix: 'empty the rehearsal with k77 sandbox reset, then try again',
    });
  };
  let token: Promise<string> | undefined;
  const atlasToken = async (): Promise<string> => {
    const login = Buffer.from(`${credential('atlas.clientId')}:${credential('atlas.clientSecret')}`).toString('base64');
    const headers = { authorization: `Basic ${login}`, 'content-type': 'application/x-www-form-urlencoded' };
    return (await send<{ access_token: string }>('atlas', 'POST', '/api/oauth/token', headers, 'grant_type=client_credentials'))
      .access_token;
  };
  const login = async (vendor: 'atlas' | 'upstash' | 'cloudflare'): Promise<string> => {
    if (vendor === 'cloudflare') return `Bearer ${credential('cloudflare.apiToken')}`;
    if (vendor === 'upstash') return `Basic ${Buffer.from(`${upstashEmail}:${credential('upstash.apiKey')}`).toString('base64')}`;
    token ??= atlasToken();
    return `Bearer ${await token}`;
  };
  return {
    edit: (vendor, action, fields) => ground.edit(vendor, action, fields),
    endpoints: ground.endpoints,
    clock: ground.clock,
    credential,
    form: (path, fields) =>
      send('stripe', 'POST', path, stripeHeaders(credential('stripe.secretKey')), new URLSearchParams(fields).toString()),
    json: async (vendor, method, path, body, type = 'application/json') => {
      const headers = { authorization: await login(vendor), accept: type, ...(body === undefined ? {} : { 'content-type': type }) };
      return send(vendor, method, path, headers, body === undefined ? '' : JSON.stringify(body));
    },
  };
}

function stripeHeaders(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}`, 'content-type': 'application/x-www-form-urlencoded' };
}
