/** Declarations of withdrawal from a contract, as consumers in the EU and the UK may make them; no login is asked for. */
export interface Withdrawal {
  /** What the person is told, to ask with. */
  reference: string;
  declaredAt: Date;
  /** When it was made by somebody who was logged in. */
  userId?: string | undefined;
  guildId?: string | undefined;
  /** As the person wrote them. */
  name: string;
  /** Where the confirmation goes. */
  contact: string;
  contract: string;
  /** `open`: a person has to look at it. */
  status: 'open' | 'done';
  /** The refund that it led to by itself. */
  refundId?: string | undefined;
  doneAt?: Date | undefined;
}

export interface Withdrawals {
  write(withdrawal: Withdrawal): Promise<void>;
  /** Oldest first. */
  open(limit: number): Promise<readonly Withdrawal[]>;
  /** Undefined: there is none, or it was done before. */
  close(reference: string, at: Date, refundId?: string): Promise<Withdrawal | undefined>;
}
