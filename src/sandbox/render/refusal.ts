/**
 * How Render says no: `{ id, message }`. What it says of a repository is known word for word; it publishes no list of the others, so that those are ours.
 */
import type { Outgoing } from '../../ports/listen.ts';

export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
  }

  toOutgoing(id: string): Outgoing {
    return json(this.status, { id, message: this.message });
  }
}

export const bad = (message: string): Refusal => new Refusal(400, message);
export const absent = (what: string): Refusal => new Refusal(404, `not found: ${what}`);
export const unpaid = (): Refusal => new Refusal(402, 'Payment information is required to complete this request.');
export const conflict = (message: string): Refusal => new Refusal(409, message);

export function unfetchable(url: string): Refusal {
  const accepted = ['github.com', 'gitlab.com', 'bitbucket.org'].map((host) => `https://${host}/{namespace}/{repository}`).join(', ');
  return bad(`passed in repository URL is invalid or unfetchable: ${url}. Accepted formats are: ${accepted}`);
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Outgoing {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(body) };
}

export function trouble(status: 429 | 500): Outgoing {
  if (status === 500) return json(500, { message: 'internal server error' });
  return json(429, { message: 'rate limit exceeded' }, { 'ratelimit-limit': '400', 'ratelimit-remaining': '0', 'ratelimit-reset': '1' });
}
