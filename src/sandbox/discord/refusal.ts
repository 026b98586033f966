/**
 * How Discord refuses: status, its own code, and for a body that makes no sense a tree of errors.
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
 */
import type { Outgoing } from '../../ports/listen.ts';

/** `{ embeds: { 0: { title: { _errors: […] } } } }` */
export interface ErrorTree {
  [step: string]: ErrorTree | FieldError[];
}
export interface FieldError {
  code: string;
  message: string;
}

export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: ErrorTree | undefined;

  constructor(status: number, code: number, message: string, errors?: ErrorTree) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  get body(): unknown {
    return { message: this.message, code: this.code, ...(this.errors ? { errors: this.errors } : {}) };
  }
}

const texts = {
  0: [401, '401: Unauthorized'],
  10002: [404, 'Unknown Application'],
  10003: [404, 'Unknown Channel'],
  10004: [404, 'Unknown Guild'],
  10006: [404, 'Unknown Invite'],
  10007: [404, 'Unknown Member'],
  10008: [404, 'Unknown Message'],
  10011: [404, 'Unknown Role'],
  10013: [404, 'Unknown User'],
  10014: [404, 'Unknown Emoji'],
  10015: [404, 'Unknown Webhook'],
  10027: [404, 'Unknown SKU'],
  10029: [404, 'Unknown Entitlement'],
  10062: [404, 'Unknown interaction'],
  10063: [404, 'Unknown application command'],
  20012: [403, 'You are not authorized to perform this action on this application'],
  30010: [400, 'Maximum number of reactions reached (20)'],
  30032: [400, 'Maximum number of application commands reached (100)'],
  40060: [400, 'Interaction has already been acknowledged.'],
  50001: [403, 'Missing Access'],
  50005: [403, 'Cannot edit a message authored by another user'],
  50006: [400, 'Cannot send an empty message'],
  50007: [403, 'Cannot send messages to this user'],
  50013: [403, 'Missing Permissions'],
  50025: [401, 'Invalid OAuth2 access token'],
  50026: [403, 'Missing required OAuth2 scope'],
  50027: [401, 'Invalid Webhook Token'],
  50028: [400, 'Invalid role'],
  50109: [400, 'The request body contains invalid JSON.'],
} as const satisfies Record<number, readonly [number, string]>;

/** A refusal by Discord's own code. */
export function refuse(code: keyof typeof texts): Refusal {
  const [status, message] = texts[code];
  return new Refusal(status, code, message);
}

export const notFound = new Refusal(404, 0, '404: Not Found');
export const wrongMethod = new Refusal(405, 0, '405: Method Not Allowed');

/** Collects what is wrong with a body, then refuses it as a whole. */
export class Complaints {
  readonly #tree: ErrorTree = {};
  #count = 0;

  /** @param path `embeds.0.title`; empty for the body itself */
  add(path: string, code: string, message: string): void {
    let here = this.#tree;
    for (const step of path.split('.').filter(Boolean)) {
      const next = here[step];
      const inner: ErrorTree = next && !Array.isArray(next) ? next : {};
      here[step] = inner;
      here = inner;
    }
    const before = here._errors;
    here._errors = [...(Array.isArray(before) ? before : []), { code, message }];
    this.#count++;
  }

  missing(path: string): void {
    this.add(path, 'BASE_TYPE_REQUIRED', 'This field is required');
  }

  /** @throws Refusal 50035 when there was anything to complain about */
  refuse(): void {
    if (this.#count > 0) throw new Refusal(400, 50035, 'Invalid Form Body', this.#tree);
  }
}

export function invalid(path: string, code: string, message: string): Refusal {
  const complaints = new Complaints();
  complaints.add(path, code, message);
  try {
    complaints.refuse();
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal;
  }
  throw new Error('unreachable: a complaint was made');
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Outgoing {
  // discord.js reads a JSON content type as the promise of a body.
  if (status === 204) return { status, headers, body: '' };
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** What a 429 or 500 looks like when it comes from Discord: for faults. The kernel adds `retry-after`. */
export function trouble(status: 429 | 500): Outgoing {
  return status === 429
    ? json(
        429,
        { message: 'You are being rate limited.', retry_after: 1, global: false },
        { 'x-ratelimit-scope': 'shared', via: '1.1 google' },
      )
    : json(500, { message: '500: Internal Server Error', code: 0 });
}
