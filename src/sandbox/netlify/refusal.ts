/** How Netlify says no: `{ code, message }`, of variables `{ code, msg }`, and `{ errors: { field: [words] } }` where a field is wrong; what is no path is told in plain text. */
import type { Outgoing } from '../../ports/listen.ts';

export class Refusal extends Error {
  readonly status: number;
  readonly errors: Readonly<Record<string, readonly string[]>> | undefined;

  constructor(status: number, message: string, errors?: Readonly<Record<string, readonly string[]>>) {
    super(message);
    this.status = status;
    this.errors = errors;
  }

  toOutgoing(): Outgoing {
    return json(this.status, this.errors ? { errors: this.errors } : { code: this.status, message: this.message });
  }
}

/** Of variables, which another service of Netlify keeps. */
export class VariableRefusal extends Refusal {
  override toOutgoing(): Outgoing {
    return json(this.status, { code: this.status, msg: this.message });
  }
}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

/** A field that is not as it has to be. */
export function wrong(field: string, words: string): Refusal {
  return new Refusal(422, `${field} ${words}`, { [field]: [words] });
}

export function unprocessable(message: string): Refusal {
  return new Refusal(422, message);
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Outgoing {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(body) };
}

export function trouble(status: 429 | 500): Outgoing {
  if (status === 500) return json(500, { code: 500, message: 'Internal Server Error' });
  return json(429, { code: 429, message: 'Too Many Requests' }, { 'x-ratelimit-limit': '500', 'x-ratelimit-remaining': '0' });
}
