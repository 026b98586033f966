/**
 * Logical sessions: the transaction that is open in each, and what its retryable writes have done, so that a repeated statement is not applied twice.
 */
import { ServerError } from '../errors.ts';
import { keyOf } from '../values/keys.ts';
import { type Doc, isDoc } from '../values/types.ts';
import type { Transaction, Transactions } from './transactions.ts';

type State = 'none' | 'in progress' | 'committed' | 'aborted';

export interface Session {
  number: bigint;
  state: State;
  transaction: Transaction | undefined;
  startedAt: number;
  usedAt: number;
  /** Results of retryable writes of the current number, by statement. */
  results: Map<number, Doc>;
}

/** How long a transaction may be open, and a session unused. */
const transactionMs = 60_000;
const sessionMs = 30 * 60_000;

export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #transactions: Transactions;

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  get count(): number {
    return this.#sessions.size;
  }

  /** The session that a command names; a new one is begun by naming it. */
  of(body: Doc, user: string, now: number): Session | undefined {
    if (!isDoc(body.lsid)) return undefined;
    const key = keyOf([body.lsid.id, user]);
    const session = this.#sessions.get(key) ?? {
      number: -1n,
      state: 'none',
      transaction: undefined,
      startedAt: now,
      usedAt: now,
      results: new Map(),
    };
    session.usedAt = now;
    this.#sessions.set(key, session);
    return session;
  }

  end(ids: unknown, user: string): void {
    for (const one of Array.isArray(ids) ? ids : []) {
      const key = keyOf([isDoc(one) ? one.id : one, user]);
      const session = this.#sessions.get(key);
      if (session) this.abort(session);
      this.#sessions.delete(key);
    }
  }

  /** The transaction that a statement belongs to. @throws ServerError 251 NoSuchTransaction, 225 TransactionTooOld, 263 … */
  join(session: Session, body: Doc, now: number): Transaction {
    const number = txnNumber(body);
    if (number === undefined) throw new ServerError(72, "'autocommit' requires 'txnNumber'");
    if (body.startTransaction === true) this.#start(session, number, now);
    if (number < session.number) throw tooOld(number, session.number);
    if (number > session.number || session.state === 'none')
      throw noSuch(
        `Given transaction number ${number} does not match any in-progress transactions. The active transaction number is ${session.number}`,
      );
    if (session.state === 'committed') throw new ServerError(256, `Transaction with { txnNumber: ${number} } has been committed.`);
    if (session.state === 'aborted' || !session.transaction) throw noSuch(`Transaction with { txnNumber: ${number} } has been aborted.`);
    return session.transaction;
  }

  #start(session: Session, number: bigint, now: number): void {
    if (number < session.number) throw tooOld(number, session.number);
    if (number === session.number)
      throw new ServerError(
        50911,
        `Cannot start a transaction at given transaction number ${number} a transaction with the same number is in state ${session.state}`,
      );
    this.abort(session);
    Object.assign(session, { number, state: 'in progress', transaction: this.#transactions.begin(), startedAt: now, results: new Map() });
  }

  /** A retryable write: results so far of its number. @throws ServerError 225 when a newer one has begun */
  retrying(session: Session, body: Doc): Map<number, Doc> | undefined {
    const number = txnNumber(body);
    if (number === undefined) return undefined;
    if (number < session.number) throw tooOld(number, session.number);
    if (number > session.number) {
      this.abort(session);
      Object.assign(session, { number, state: 'none', transaction: undefined, results: new Map() });
    }
    return session.results;
  }

  commit(session: Session, body: Doc): void {
    const number = txnNumber(body);
    // A commit whose answer was lost is asked for again.
    if (number === session.number && session.state === 'committed') return;
    const transaction = this.join(session, { ...body, startTransaction: false }, session.usedAt);
    session.transaction = undefined;
    session.state = 'aborted';
    transaction.commit();
    session.state = 'committed';
  }

  abort(session: Session): void {
    if (session.state === 'in progress') session.state = 'aborted';
    session.transaction?.abort();
    session.transaction = undefined;
  }

  /** Aborts transactions that are open too long and forgets sessions that nobody uses. */
  sweep(now: number): void {
    for (const [key, session] of this.#sessions) {
      if (session.transaction && now - session.startedAt > transactionMs) this.abort(session);
      if (!session.transaction && now - session.usedAt > sessionMs) this.#sessions.delete(key);
    }
  }
}

export function txnNumber(body: Doc): bigint | undefined {
  const { txnNumber: number } = body;
  return typeof number === 'bigint' ? number : typeof number === 'number' ? BigInt(number) : undefined;
}

function tooOld(number: bigint, newest: bigint): ServerError {
  return new ServerError(
    225,
    `Retryable write or transaction with txnNumber ${number} is prohibited on this session because a newer one with txnNumber ${newest} has already started on it.`,
  );
}

export function noSuch(message: string): ServerError {
  return new ServerError(251, message, { labels: ['TransientTransactionError'] });
}
