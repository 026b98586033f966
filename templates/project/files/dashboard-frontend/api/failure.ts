/** Everything that can go wrong between a page and the API, as pages tell it apart. */
import type { ProblemBody } from './answers.ts';

/**
 * `login`: nobody is logged in, or no longer. `again`: a login of the last minutes is asked for. `limited`: too many requests. `off`: payments are switched off.
 * `away`: the API, or something behind it, does not answer. `refused`: the API understood and said no; `code` says why.
 */
export type FailureKind = 'login' | 'again' | 'limited' | 'off' | 'away' | 'refused';

export interface FailureFacts {
  kind: FailureKind;
  code: string;
  /** A sentence for people. */
  detail: string;
  status?: number | undefined;
  retryAfterSeconds?: number | undefined;
  requestId?: string | undefined;
  body?: ProblemBody | undefined;
}

export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly kind: FailureKind;
  readonly code: string;
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** Under which the API's log knows the request. */
  readonly requestId: string | undefined;
  readonly body: ProblemBody | undefined;

  constructor({ kind, code, detail, status, retryAfterSeconds, requestId, body }: FailureFacts) {
    super(detail);
    this.kind = kind;
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
    this.requestId = requestId;
    this.body = body;
  }
}

/** The answer never came: no network, the API is down, or the browser was stopped from asking. */
export function unreachable(): ApiFailure {
  return new ApiFailure({
    kind: 'away',
    code: 'unreachable',
    detail: 'Our service does not answer. Check your connection, or try again in a moment.',
  });
}

/** From an answer that is no success. */
export async function failureFrom(response: Response): Promise<ApiFailure> {
  const body = await problemIn(response);
  const { status, headers } = response;
  const code = body?.code ?? 'unknown';
  return new ApiFailure({
    kind: kindOf(status, code),
    code,
    detail: body?.detail ?? usual(status),
    status,
    retryAfterSeconds: seconds(headers.get('retry-after')),
    requestId: body?.requestId ?? headers.get('x-request-id') ?? undefined,
    body,
  });
}

export function asFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  return new ApiFailure({ kind: 'away', code: 'unexpected', detail: 'Something went wrong in this page. Load it again.' });
}

function kindOf(status: number, code: string): FailureKind {
  if (status === 401) return 'login';
  if (code === 'login-too-old') return 'again';
  if (status === 429) return 'limited';
  if (code === 'payments-off') return 'off';
  return status >= 500 ? 'away' : 'refused';
}

function usual(status: number): string {
  if (status >= 500) return 'Our service has a problem. Try again in a moment.';
  return status === 429 ? 'Too many requests. Wait a little.' : 'This request was refused.';
}

/** Only seconds: our API sends no dates. */
function seconds(header: string | null): number | undefined {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
}

/** A proxy between us and the API answers with a page of its own: that is no problem document. */
async function problemIn(response: Response): Promise<ProblemBody | undefined> {
  if (!response.headers.get('content-type')?.includes('json')) return undefined;
  const body: unknown = await response.json().catch(() => undefined);
  return isProblem(body) ? body : undefined;
}

function isProblem(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && typeof (body as { code?: unknown }).code === 'string';
}
