/**
 * How Heroku says no: `{ id, message }`. The ids are documented; of the sentences it publishes no list, so that most are ours.
 * https://devcenter.heroku.com/articles/platform-api-reference#error-responses
 */
import type { Outgoing } from '../../ports/listen.ts';

export class Refusal extends Error {
  readonly status: number;
  readonly id: string;

  constructor(status: number, id: string, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.id = id;
  }

  toOutgoing(): Outgoing {
    return json(this.status, { id: this.id, message: this.message });
  }
}

export const bad = (message: string): Refusal => new Refusal(422, 'invalid_params', message);
export const absent = (what: string): Refusal => new Refusal(404, 'not_found', `Couldn't find that ${what}.`);
export const unverified = (what: string): Refusal =>
  new Refusal(
    402,
    'verification_required',
    `To ${what}, verify your account by adding payment information. Verify now at https://heroku.com/verify`,
  );
export const delinquent = (): Refusal => new Refusal(402, 'delinquent', 'This account has past due invoices.');

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Outgoing {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

export function text(body: string): Outgoing {
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

export function trouble(status: 429 | 500): Outgoing {
  if (status === 500) return json(500, { id: 'internal_server_error', message: 'Internal server error.' });
  return json(
    429,
    { id: 'rate_limit', message: 'Your account reached the API rate limit. Please wait a few minutes before making new requests' },
    {
      'ratelimit-remaining': '0',
    },
  );
}
