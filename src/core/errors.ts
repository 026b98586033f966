/**
 * Errors: what k77 says when something is wrong, and the exit code it leaves with.
 * Made anywhere; shown by the command line (`cli/`), which is also the only place that turns them into text.
 */

/** Exit codes of every command; the table in the README is made from the same list. */
export const exits = {
  proven: 0,
  failed: 1,
  changesPending: 2,
  blocked: 3,
  inputNeeded: 4,
  locked: 5,
  preflight: 6,
  resumable: 7,
  usage: 64,
  bug: 70,
  interrupted: 130,
} as const;
export type Exit = (typeof exits)[keyof typeof exits];

/** Something the operator can mend. `fix` is the remedy, in the imperative; `see` is a page that helps; `detail` is shown below, such as the end of a log. */
export class OperatorError extends Error {
  readonly what: string;
  readonly fix: string;
  readonly see: string | undefined;
  readonly detail: readonly string[];
  readonly exit: Exit;

  constructor(about: {
    what: string;
    fix: string;
    see?: string | undefined;
    detail?: readonly string[] | undefined;
    exit?: Exit;
    cause?: unknown;
  }) {
    super(about.what, { cause: about.cause });
    this.name = 'OperatorError';
    this.what = about.what;
    this.fix = about.fix;
    this.see = about.see;
    this.detail = about.detail ?? [];
    this.exit = about.exit ?? exits.failed;
  }
}

/** A vendor's refusal in the vendor's own words, with what the operator should do about it. Made by `Vendor.explain`. */
export class VendorError extends Error {
  readonly vendor: string;
  /** The call as its documentation names it, e.g. `webhookEndpoints.create` or `POST /v1/prices`. */
  readonly call: string;
  /** HTTP status; 0 when no answer arrived. */
  readonly status: number;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  readonly advice: string;
  readonly exit: Exit;

  constructor(about: {
    vendor: string;
    call: string;
    status: number;
    message: string;
    code?: string | undefined;
    requestId?: string | undefined;
    advice: string;
    exit?: Exit;
    cause?: unknown;
  }) {
    super(about.message, { cause: about.cause });
    this.name = 'VendorError';
    this.vendor = about.vendor;
    this.call = about.call;
    this.status = about.status;
    this.code = about.code;
    this.requestId = about.requestId;
    this.advice = about.advice;
    this.exit = about.exit ?? exits.failed;
  }
}

/** The operator pressed Ctrl-C or said no. `next` is the command that continues. */
export class Cancelled extends Error {
  readonly next: string;
  readonly exit: Exit;

  constructor(next: string, exit: Exit = exits.interrupted) {
    super('cancelled');
    this.name = 'Cancelled';
    this.next = next;
    this.exit = exit;
  }
}

/** A door refused: a write while only reading is allowed, a vendor that the task does not name, or a budget spent. */
export class Refused extends Error {
  readonly vendor: string;
  readonly call: string;

  constructor(vendor: string, call: string, why: string) {
    super(`${vendor}: ${call} refused: ${why}`);
    this.name = 'Refused';
    this.vendor = vendor;
    this.call = call;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
