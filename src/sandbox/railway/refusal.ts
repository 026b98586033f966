/**
 * Refusals, in Railway's words where they are known ("Not Authorized", "User does not have access to the repo"); it publishes no list of them, so that the
 * others are ours.
 */
import type { Outgoing } from '../../ports/listen.ts';

export class Refusal extends Error {
  readonly code: string;

  constructor(message: string, code = 'INTERNAL_SERVER_ERROR') {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}

export const denied = (): Refusal => new Refusal('Not Authorized');
export const absent = (what: string): Refusal => new Refusal(`${what} not found`);

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Outgoing {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(body) };
}

export function trouble(status: 429 | 500): Outgoing {
  const message = status === 429 ? 'Rate limit exceeded, please slow down' : 'Problem processing request';
  return json(status, { errors: [{ message, extensions: { code: 'INTERNAL_SERVER_ERROR' } }], data: null });
}
