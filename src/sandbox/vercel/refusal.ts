/** How Vercel says no: `{ error: { code, message } }`, and what stands in every answer. https://vercel.com/docs/rest-api/errors */
import type { Outgoing } from '../../ports/listen.ts';

export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  /** Fields beside code and message. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.more = more;
  }

  toOutgoing(): Outgoing {
    return json(this.status, { error: { ...this.more, code: this.code, message: this.message } });
  }
}

export function notFound(message: string): Refusal {
  return new Refusal(404, 'not_found', message);
}

export function bad(message: string, code = 'bad_request'): Refusal {
  return new Refusal(400, code, message);
}

export function forbidden(message = "You don't have permission to access this resource."): Refusal {
  return new Refusal(403, 'forbidden', message);
}

/** The GitHub app may not read it, or it is not there: Vercel does not tell which. */
export function unreadable(repository: string): Refusal {
  return new Refusal(400, 'bad_request', 'To link a GitHub repository, you need to install the GitHub integration first.', {
    action: 'Install GitHub App',
    link: 'https://github.com/apps/vercel',
    repo: repository,
  });
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Outgoing {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(body) };
}

export function trouble(status: 429 | 500): Outgoing {
  if (status === 500) return json(500, { error: { code: 'internal_server_error', message: 'An unexpected internal error occurred.' } });
  const error = { code: 'rate_limited', message: 'Too many requests - try again in 1 minute.', limit: { total: 100, remaining: 0 } };
  return json(429, { error }, { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '0' });
}
