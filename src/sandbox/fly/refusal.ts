/** How Fly.io says no: `{ error, status? }`; its registry `{ errors: [{ code, message }] }`. It publishes few of its sentences, so that most are ours. */
import type { Outgoing } from '../../ports/listen.ts';

export class Refusal extends Error {
  readonly status: number;
  readonly code: string | undefined;

  constructor(status: number, message: string, code?: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }

  toOutgoing(): Outgoing {
    return json(this.status, { error: this.message, ...(this.code === undefined ? {} : { status: this.code }) });
  }
}

export const bad = (message: string): Refusal => new Refusal(400, message);
export const absent = (what: string): Refusal => new Refusal(404, `${what} not found`);

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Outgoing {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(body) };
}

export function nothing(status: number): Outgoing {
  return { status, headers: {}, body: '' };
}

export function trouble(status: 429 | 500): Outgoing {
  if (status === 500) return json(500, { error: 'internal server error' });
  return json(429, { error: 'rate limit exceeded' }, { 'retry-after': '1' });
}
