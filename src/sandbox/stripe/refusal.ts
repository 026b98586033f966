/**
 * What Stripe says when it refuses: the error envelope, its types and codes. Shapes: https://docs.stripe.com/api/errors
 */
import type { Outgoing } from '../../ports/listen.ts';

export interface RefusalDetails {
  type?: 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error';
  code?: string;
  param?: string;
  decline_code?: string;
  advice_code?: string;
  charge?: string;
  payment_intent?: unknown;
  payment_method?: unknown;
}

export class Refusal extends Error {
  readonly status: number;
  readonly details: RefusalDetails;
  /** True when the call never began: such an answer is not kept under its idempotency key. */
  readonly early: boolean;
  /** The id that was not found: it may exist in the other mode. */
  missing: string | undefined;

  constructor(status: number, message: string, details: RefusalDetails = {}, early = false) {
    super(message);
    this.status = status;
    this.details = details;
    this.early = early;
  }

  get body(): string {
    return errorBody(this.message, this.details);
  }
}

/** Stripe's JSON is indented by two spaces, and so is ours. */
export function errorBody(message: string, details: RefusalDetails): string {
  const { type = 'invalid_request_error', code, ...rest } = details;
  const page = code ? { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` } : {};
  return JSON.stringify({ error: { ...page, message, ...rest, type } }, null, 2);
}

/** A parameter is not what it has to be; the call never began. */
export function badParam(message: string, param: string, code?: string): Refusal {
  return new Refusal(400, message, { param, ...(code ? { code } : {}) }, true);
}

/** The state of things forbids it. */
export function refuse(message: string, details: RefusalDetails = {}): Refusal {
  return new Refusal(400, message, details);
}

/** What a 429 or 500 looks like when it comes from Stripe: for faults. */
export function trouble(status: 429 | 500): Outgoing {
  const [message, details]: [string, RefusalDetails] =
    status === 429
      ? ['Request rate limit exceeded. Learn more about rate limits at https://stripe.com/docs/rate-limits.', { code: 'rate_limit' }]
      : ['An unknown error occurred', { type: 'api_error' }];
  return {
    status,
    headers: { 'content-type': 'application/json', ...(status === 429 ? { 'stripe-rate-limited-reason': 'global-rate' } : {}) },
    body: errorBody(message, details),
  };
}
