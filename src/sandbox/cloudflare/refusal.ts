/**
 * How Cloudflare says no, and how it wraps every answer. Codes where Cloudflare publishes none are those that its clients report; the few that are
 * ours alone are marked.
 */
import type { Outgoing } from '../../ports/listen.ts';

/** A code with its text, and the codes below it. */
export interface Trouble {
  code: number;
  message: string;
  error_chain?: readonly Trouble[];
}

export class Refusal extends Error {
  readonly status: number;
  readonly errors: readonly Trouble[];

  constructor(status: number, code: number, message: string, chain: readonly Trouble[] = []) {
    super(message);
    this.status = status;
    this.errors = [{ code, message, ...(chain.length > 0 ? { error_chain: chain } : {}) }];
  }

  toOutgoing(): Outgoing {
    return json(this.status, { result: null, success: false, errors: this.errors, messages: [] });
  }
}

/** What a token lacks is not told: the same words for a permission, a zone and an account that it does not reach. */
export const unauthorized = (): Refusal => new Refusal(403, 9109, 'Unauthorized to access requested resource');
export const unauthenticated = (): Refusal => new Refusal(403, 10000, 'Authentication error');

export function noRoute(path: string): Refusal {
  return new Refusal(404, 7003, `Could not route to ${path}, perhaps your object identifier is invalid?`);
}

/** A field that is missing or of the wrong kind, as the newer parts of the API say it. */
export function invalid(message: string, code = 1004): Refusal {
  return new Refusal(400, code, message);
}

export function trouble(status: 429 | 500): Outgoing {
  return status === 429
    ? new Refusal(429, 971, 'Please wait and consider throttling your request speed').toOutgoing()
    : new Refusal(500, 10001, 'An internal error has occurred; please try again').toOutgoing();
}

export function json(status: number, value: unknown): Outgoing {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
