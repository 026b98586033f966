/**
 * What goes wrong, as the caller is told: RFC 9457, without anything of the inside. `code` is what programs look at; `detail` is for people.
 */
export interface ProblemBody {
  type: 'about:blank';
  title: string;
  status: number;
  code: string;
  detail?: string | undefined;
  /** Under which the log knows this request. */
  requestId: string;
  /** Fields of the request that were wrong. */
  errors?: readonly { path: string; message: string }[] | undefined;
  [more: string]: unknown;
}

export interface ProblemOptions {
  headers?: Readonly<Record<string, string>>;
  /** Further members of the body. */
  more?: Readonly<Record<string, unknown>>;
}

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly more: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, detail: string, { headers = {}, more = {} }: ProblemOptions = {}) {
    super(detail);
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.more = more;
  }
}

export const notFound = () => new Problem(404, 'not-found', 'There is nothing here.');

export const loginNeeded = () => new Problem(401, 'login-needed', 'Log in first.', { headers: { 'www-authenticate': 'Cookie' } });

export function unavailable(code: string, detail: string, retryAfterSeconds = 10): Problem {
  return new Problem(503, code, detail, { headers: { 'retry-after': String(retryAfterSeconds) } });
}
