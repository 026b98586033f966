/** People who have logged in on the dashboard, or pay. */
export interface Account {
  userId: string;
  name: string;
  avatar?: string | undefined;
  /** cus_… */
  stripeCustomerId?: string | undefined;
  /** Tokens of Discord, sealed by the API; nobody else can open them. */
  tokens?: string | undefined;
  /** Tokens issued under an older one are refused: "log out everywhere". */
  sessionVersion: number;
  /** A dispute is open or was lost: refunds and purchases are decided by a person. */
  frozen: boolean;
  createdAt: Date;
  lastSeenAt: Date;
}

export interface Accounts {
  get(userId: string): Promise<Account | undefined>;
  byCustomer(stripeCustomerId: string): Promise<Account | undefined>;
  /** Made at the first login; name and picture follow Discord. */
  seen(profile: { userId: string; name: string; avatar?: string | undefined }, at: Date): Promise<Account>;
  /** The customer of the account afterwards: another request may have been first, then its customer counts. */
  bindCustomer(userId: string, stripeCustomerId: string): Promise<string>;
  forgetCustomer(stripeCustomerId: string): Promise<void>;
  /** Undefined forgets them. */
  setTokens(userId: string, tokens: string | undefined): Promise<void>;
  setFrozen(userId: string, frozen: boolean): Promise<void>;
  /** Returns the new version. */
  bumpSessionVersion(userId: string): Promise<number>;
  /** Not seen since then. */
  inactive(since: Date, limit: number): Promise<readonly Account[]>;
}
