/** How UptimeRobot says no: `{ message, error, statusCode }`. It publishes no texts; these are ours. */
import type { Outgoing } from '../../ports/listen.ts';

const words: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
};

export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
  }

  toOutgoing(): Outgoing {
    return json(this.status, { message: this.message, error: words[this.status] ?? 'Error', statusCode: this.status });
  }
}

export const bad = (message: string): Refusal => new Refusal(400, message);
export const unpaid = (what: string): Refusal => new Refusal(403, `${what} not available in your plan`);
export const absent = (what: string): Refusal => new Refusal(404, `${what} not found`);

export function json(status: number, body: unknown): Outgoing {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: body === undefined ? '' : JSON.stringify(body) };
}

export function trouble(status: 429 | 500): Outgoing {
  const message = status === 429 ? 'Too Many Requests' : 'Internal server error';
  return json(status, { message, statusCode: status });
}
