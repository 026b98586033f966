/** How Sentry says no, and how it answers at all. */
import type { Outgoing } from '../../ports/listen.ts';

export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;

  /** @param said the detail, or complaints by field */
  constructor(status: number, said: string | Readonly<Record<string, readonly string[]>>) {
    super(typeof said === 'string' ? said : JSON.stringify(said));
    this.status = status;
    this.body = typeof said === 'string' ? { detail: said } : said;
  }
}

export const notFound = (): Refusal => new Refusal(404, 'The requested resource does not exist');

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Outgoing {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: value === undefined ? '' : JSON.stringify(value) };
}

export function trouble(status: 429 | 500): Outgoing {
  return status === 429
    ? json(429, { detail: 'You are attempting to use this endpoint too frequently. Limit is 40 requests in 1 seconds' })
    : json(500, { detail: 'Internal Error', errorId: '77' });
}
