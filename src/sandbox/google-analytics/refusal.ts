/** How Google words its refusals. https://cloud.google.com/apis/design/errors */
import type { Outgoing } from '../../ports/listen.ts';

const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
};

export class Refusal extends Error {
  readonly code: number;
  readonly status: string;
  readonly reason: string | undefined;

  constructor(code: number, message: string, more: { status?: string; reason?: string } = {}) {
    super(message);
    this.code = code;
    this.status = more.status ?? statuses[code] ?? 'UNKNOWN';
    this.reason = more.reason;
  }

  toOutgoing(): Outgoing {
    const { code, status, message, reason } = this;
    const info = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' };
    return json(code, { error: { code, message, status, ...(reason === undefined ? {} : { details: [info] }) } });
  }
}

export function json(status: number, body: unknown): Outgoing {
  return { status, headers: { 'content-type': 'application/json; charset=UTF-8' }, body: JSON.stringify(body) };
}

export function missing(): Refusal {
  return new Refusal(404, 'Requested entity was not found.');
}

export function denied(): Refusal {
  return new Refusal(403, 'The caller does not have permission');
}

export function trouble(status: 429 | 500): Outgoing {
  return new Refusal(
    status,
    status === 429 ? 'Resource has been exhausted (e.g. check quota).' : 'Internal error encountered.',
  ).toOutgoing();
}
