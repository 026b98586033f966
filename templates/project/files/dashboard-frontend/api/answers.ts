/**
 * What the API answers, as its routes say (`dashboard/src/routes`). `contract.test.ts` holds these types against the running API, field by field. Times are ISO
 * 8601 in UTC, amounts are minor units (cents), ids of Discord are text.
 */
export type Plan = 'monthly' | 'yearly';

export interface Me {
  user: { id: string; name: string; avatar: string | null };
  tier: 'free' | 'basic' | 'premium' | 'admin';
  /** Runs this bot: may decide refunds. */
  isOwner: boolean;
  /** Goes into the header `x-csrf-token` of whatever changes something. */
  csrfToken: string;
  /** A deletion of everything is scheduled. */
  deletion: { id: string; runsAt: string } | null;
}

export interface LoginSession {
  id: string;
  device: string | null;
  createdAt: string;
  lastSeenAt: string;
  current: boolean;
}

export interface Server {
  id: string;
  name: string;
  /** Hash of the picture at Discord. */
  icon: string | null;
  owner: boolean;
  /** The bot is there. */
  bot: boolean;
  premium: boolean;
  /** Where to add the bot; null when it is there. */
  invite: string | null;
}

export type SettingValue = string | number | boolean | null | SettingValue[] | { [name: string]: SettingValue };
export type Settings = Readonly<Record<string, SettingValue>>;
/** `revision` counts the changes: saving over a newer one is refused. */
export interface ServerSettings {
  settings: Settings;
  revision: number;
}

export interface Plans {
  currency: string;
  plans: readonly { plan: Plan; amount: number }[];
  /** False: nothing is sold for the moment. */
  enabled: boolean;
  publishableKey: string;
  /** The same offer in Discord's own store. */
  discordSkuId: string | null;
  refunds: RefundRules;
}

export interface RefundRules {
  fullDays: number;
  partialDays: number;
  partialPercent: number;
  /** Consumers in the EU and the UK; 0: nobody there is sold to. */
  euWithdrawalDays: number;
}

export interface Premium {
  active: boolean;
  reason: 'active' | 'trial' | 'grace' | 'ending' | 'discord' | 'none';
  until: string | null;
  source: 'stripe' | 'discord' | null;
}

export interface Subscription {
  plan: Plan;
  /** Stripe's word: active, past_due, canceled, … */
  status: string;
  currentPeriodEnd: string;
  cancelAtPeriodEnd: boolean;
  /** The one who asks pays for it, and may end it. */
  mine: boolean;
}

export interface ServerPremium {
  premium: Premium;
  subscription: Subscription | null;
}

/** One of my subscriptions, with the server it is for. */
export interface OwnSubscription extends Subscription {
  guildId: string;
  /** Null: the bot has left it. */
  guildName: string | null;
  /** Neither ended nor expired. */
  live: boolean;
  premium: Premium;
}

export interface Invoice {
  id: string;
  number: string | null;
  createdAt: string;
  /** What was asked for; `paid` is what came. */
  total: number;
  paid: number;
  currency: string;
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  /** Stripe's pages: to look at or pay, and to keep. */
  url: string | null;
  pdf: string | null;
}

export interface Purchase {
  status: 'open' | 'complete' | 'expired';
  paid: boolean;
  guildId: string;
  /** The server has Premium now. */
  premium: boolean;
  amount: number;
  currency: string;
  transactionId: string | null;
}

export type RefundStatus = 'requested' | 'review' | 'sent' | 'done' | 'failed' | 'refused';
export type RefundRule = 'full' | 'partial' | 'withdrawal' | 'manual';

/** What the policy would decide now, before anybody asks. */
export interface RefundOffer {
  decision: 'refund' | 'reason-needed' | 'manual' | 'refused';
  /** Null unless money goes back or may go back. */
  amount: number | null;
  percent: number | null;
  rule: RefundRule | null;
  /** Asking ends Premium at once. */
  endsPremium: boolean;
  /** Why a person decides, or why nothing goes back. */
  why: string | null;
  paid: number;
  paidAt: string | null;
  currency: string;
  /** Until when this very answer holds; null: it does not change with time. */
  until: string | null;
  /** One that was asked for already. */
  request: RefundRequest | null;
}

export interface RefundRequest {
  id: string;
  guildId: string;
  amount: number;
  currency: string;
  percent: number;
  rule: RefundRule;
  status: RefundStatus;
  endsPremium: boolean;
  requestedAt: string;
  updatedAt: string;
}

/** The answer to asking: the same, without the dates. */
export interface RefundAsked {
  id: string;
  amount: number;
  currency: string;
  percent: number;
  rule: RefundRule;
  status: string;
  endsPremium: boolean;
}

/** For owners of the bot: a refund that waits for their decision. */
export interface RefundInReview extends RefundRequest {
  userId: string;
  userName: string | null;
  reason: string;
}

/** What somebody declared with the withdrawal form. */
export interface WithdrawalReceipt {
  reference: string;
  declaredAt: string;
  /** The declaration in words, as it was made; to be kept. */
  text: string;
  /** What happened to it: paid back by itself, or a person looks at it. */
  outcome: 'refunded' | 'received';
  refund: RefundAsked | null;
}

export interface WithdrawalInReview {
  reference: string;
  declaredAt: string;
  userId: string | null;
  name: string;
  contact: string;
  contract: string;
  status: 'open' | 'done';
}

export interface PrivacyRequest {
  id: string;
  kind: 'export' | 'delete';
  status: 'requested' | 'scheduled' | 'ready' | 'done' | 'cancelled' | 'failed';
  createdAt: string;
  /** Until when it is answered. */
  dueAt: string;
  /** When a deletion runs; until then it can be cancelled. */
  runsAt: string | null;
  /** Until when an export can be fetched. */
  expiresAt: string | null;
  /** Where a finished export is fetched; needs no login. */
  url: string | null;
}

/** RFC 9457, as every refusal looks. `code` is for programs, `detail` for people. */
export interface ProblemBody {
  title: string;
  status: number;
  code: string;
  detail?: string;
  requestId?: string;
  errors?: readonly { path: string; message: string }[];
  [more: string]: unknown;
}
