/** How Atlas says no: https://www.mongodb.com/docs/atlas/api/api-errors/ */
import type { Outgoing } from '../../ports/listen.ts';

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

export class Refusal extends Error {
  readonly status: number;
  readonly errorCode: string;
  readonly parameters: readonly unknown[];

  constructor(status: number, errorCode: string, detail: string, parameters: readonly unknown[] = []) {
    super(detail);
    this.status = status;
    this.errorCode = errorCode;
    this.parameters = parameters;
  }

  toOutgoing(headers: Readonly<Record<string, string>> = {}): Outgoing {
    const { status, errorCode, message, parameters } = this;
    return {
      status,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ error: status, errorCode, detail: message, reason: reasons[status] ?? '', parameters }),
    };
  }
}

export function missing(what: string, code: string, name: string): Refusal {
  return new Refusal(404, code, `No ${what} named ${name} exists.`, [name]);
}

export function badAttribute(name: string, why: string): Refusal {
  return new Refusal(400, 'INVALID_ATTRIBUTE', `Invalid attribute ${name} specified: ${why}.`, [name]);
}

export function trouble(status: 429 | 500): Outgoing {
  return status === 429
    ? new Refusal(429, 'RATE_LIMITED', 'Resource has been rate limited.').toOutgoing()
    : new Refusal(500, 'UNEXPECTED_ERROR', 'Unexpected error.').toOutgoing();
}
