/**
 * Refusals in the words and numbers of the real server. Sources: `src/mongo/base/error_codes.yml` for the names; numbers without a name are
 * the server's own `LocationNNNNN`.
 */
export const codeNames: Readonly<Record<number, string>> = {
  1: 'InternalError',
  2: 'BadValue',
  9: 'FailedToParse',
  11: 'UserNotFound',
  13: 'Unauthorized',
  14: 'TypeMismatch',
  15: 'Overflow',
  16: 'InvalidLength',
  18: 'AuthenticationFailed',
  20: 'IllegalOperation',
  22: 'InvalidBSON',
  26: 'NamespaceNotFound',
  27: 'IndexNotFound',
  28: 'PathNotViable',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  48: 'NamespaceExists',
  50: 'MaxTimeMSExpired',
  52: 'DollarPrefixedFieldName',
  53: 'InvalidIdField',
  54: 'NotSingleValueField',
  55: 'InvalidDBRef',
  56: 'EmptyFieldName',
  57: 'DottedFieldName',
  59: 'CommandNotFound',
  61: 'ShardKeyNotFound',
  66: 'ImmutableField',
  67: 'CannotCreateIndex',
  68: 'IndexAlreadyExists',
  72: 'InvalidOptions',
  73: 'InvalidNamespace',
  79: 'UnknownReplWriteConcern',
  85: 'IndexOptionsConflict',
  86: 'IndexKeySpecsConflict',
  112: 'WriteConflict',
  115: 'CommandNotSupported',
  121: 'DocumentValidationFailure',
  125: 'CommandFailed',
  166: 'CommandNotSupportedOnView',
  168: 'InvalidPipelineOperator',
  197: 'InvalidIndexSpecificationOption',
  217: 'IncompleteTransactionHistory',
  225: 'TransactionTooOld',
  228: 'NoSuchSession',
  237: 'CursorKilled',
  241: 'ConversionFailure',
  244: 'TransactionCoordinatorSteppingDown',
  246: 'SnapshotUnavailable',
  251: 'NoSuchTransaction',
  256: 'TransactionCommitted',
  257: 'TransactionTooLarge',
  263: 'OperationNotSupportedInTransaction',
  291: 'NoQueryExecutionPlans',
  292: 'QueryExceededMemoryLimitNoDiskUseAllowed',
  334: 'MechanismUnavailable',
  352: 'UnsupportedOpQueryCommand',
  8000: 'AtlasError',
  10334: 'BSONObjectTooLarge',
  11000: 'DuplicateKey',
  17280: 'KeyTooLong',
};

/** What a command answers with `ok: 0`, or a statement of a bulk with a write error. */
export class ServerError extends Error {
  readonly code: number;
  readonly codeName: string;
  readonly labels: readonly string[];
  /** Fields beside code and message: `keyPattern`, `keyValue`, `errInfo`. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: number, message: string, about: { labels?: readonly string[]; extra?: Readonly<Record<string, unknown>> } = {}) {
    super(message);
    this.name = 'ServerError';
    this.code = code;
    this.codeName = codeNames[code] ?? `Location${code}`;
    this.labels = about.labels ?? [];
    this.extra = about.extra ?? {};
  }

  /** The body of a failed command. */
  toReply(): Record<string, unknown> {
    const labels = this.labels.length > 0 ? { errorLabels: [...this.labels] } : {};
    return { ok: 0, errmsg: this.message, code: this.code, codeName: this.codeName, ...this.extra, ...labels };
  }
}

export function badValue(message: string): ServerError {
  return new ServerError(2, message);
}
export function typeMismatch(message: string): ServerError {
  return new ServerError(14, message);
}
export function failedToParse(message: string): ServerError {
  return new ServerError(9, message);
}

/** Something that the real server can do and this one cannot: refused by name, never pretended. */
export function notHere(what: string, code = 115): ServerError {
  return new ServerError(code, `${what} is not supported by k77's offline MongoDB server`);
}
