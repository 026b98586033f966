/** How DigitalOcean says no: `{ id, message, request_id }`. What it says of a repository is known word for word; it publishes no list of the others. */
import type { Outgoing } from '../../ports/listen.ts';

const ids: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthorized',
  402: 'payment_required',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  429: 'too_many_requests',
  500: 'server_error',
};

export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
  }

  toOutgoing(requestId: string): Outgoing {
    return json(this.status, { id: ids[this.status] ?? 'error', message: this.message, request_id: requestId });
  }
}

export const bad = (message: string): Refusal => new Refusal(400, message);
export const absent = (): Refusal => new Refusal(404, 'The resource you requested could not be found.');
export const taken = (message: string): Refusal => new Refusal(409, message);
export const unpaid = (): Refusal => new Refusal(402, 'Please add a payment method to your account to create this app');
export const unreadable = (repository: string): Refusal => bad(`GitHub user does not have access to ${repository}`);

export function json(status: number, body: unknown): Outgoing {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
}

export function trouble(status: 429 | 500): Outgoing {
  if (status === 500) return json(500, { id: 'server_error', message: 'Unexpected server-side error' });
  const answer = json(429, { id: 'too_many_requests', message: 'API Rate limit exceeded.' });
  return { ...answer, headers: { ...answer.headers, 'ratelimit-limit': '5000', 'ratelimit-remaining': '0', 'ratelimit-reset': '1' } };
}
