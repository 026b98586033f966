/** Every route that pages use, by name. */
import { visitorForCheckout } from '../analytics/track.ts';
import type {
  Invoice,
  LoginSession,
  Me,
  OwnSubscription,
  Plan,
  Plans,
  PrivacyRequest,
  Purchase,
  RefundAsked,
  RefundInReview,
  RefundOffer,
  RefundRequest,
  Server,
  ServerPremium,
  ServerSettings,
  Settings,
  Subscription,
  WithdrawalInReview,
  WithdrawalReceipt,
} from './answers.ts';
import { createRequests, type RequestTools } from './request.ts';

export interface Withdrawal {
  name: string;
  /** Where the confirmation goes, when the person is not logged in: an e-mail address. */
  contact: string;
  /** What names the contract: the server, an invoice number, the day of the order. */
  contract: string;
  /** Of somebody who is logged in: the server whose subscription it is. */
  guildId?: string;
}

export type Client = ReturnType<typeof createClient>;

export function createClient(tools: RequestTools) {
  const { send, me } = createRequests(tools);
  const get = <T>(path: string, signal?: AbortSignal) => send<T>('GET', path, { signal });
  const post = <T>(path: string, body?: unknown) => send<T>('POST', path, body === undefined ? {} : { body });
  const part = encodeURIComponent;

  return {
    me: (signal?: AbortSignal): Promise<Me> => me(signal),
    sessions: (signal?: AbortSignal) => get<{ sessions: readonly LoginSession[] }>('/api/auth/sessions', signal),
    endSession: (id: string) => send<void>('DELETE', `/api/auth/sessions/${part(id)}`),
    logout: () => post<void>('/api/auth/logout'),
    logoutEverywhere: () => post<void>('/api/auth/logout/everywhere'),

    servers: (signal?: AbortSignal) => get<{ servers: readonly Server[] }>('/api/servers', signal),
    settings: (id: string, signal?: AbortSignal) => get<ServerSettings>(`/api/servers/${part(id)}/settings`, signal),
    /** Only what changes; null takes a setting away. */
    saveSettings: (id: string, revision: number, settings: Settings) =>
      send<ServerSettings>('PATCH', `/api/servers/${part(id)}/settings`, { body: { revision, settings } }),

    plans: (signal?: AbortSignal) => get<Plans>('/api/billing/plans', signal),
    serverPremium: (id: string, signal?: AbortSignal) => get<ServerPremium>(`/api/servers/${part(id)}/subscription`, signal),
    subscriptions: (signal?: AbortSignal) =>
      get<{ subscriptions: readonly OwnSubscription[]; customer: boolean }>('/api/billing/subscriptions', signal),
    invoices: (signal?: AbortSignal) => get<{ invoices: readonly Invoice[] }>('/api/billing/invoices', signal),
    /** `visitor`: the pseudonym at Google Analytics, of those who allowed it. */
    checkout: (guildId: string, plan: Plan, renewalAgreed: boolean, visitor?: string) =>
      post<{ id: string; url: string }>('/api/stripe/checkout', { guildId, plan, renewalAgreed, ...(visitor ? { visitor } : {}) }),
    purchase: (sessionId: string, signal?: AbortSignal) => get<Purchase>(`/api/stripe/session/${part(sessionId)}`, signal),
    portal: () => post<{ url: string }>('/api/stripe/portal'),
    cancel: (guildId: string, undo: boolean) => post<Subscription>('/api/stripe/cancel', { guildId, undo }),

    refundOffer: (guildId: string, signal?: AbortSignal) => get<RefundOffer>(`/api/servers/${part(guildId)}/refund`, signal),
    askRefund: (guildId: string, reason: string, visitor = visitorForCheckout()) =>
      post<RefundAsked>('/api/stripe/refund', { guildId, reason, ...(visitor ? { visitor } : {}) }),
    refunds: (signal?: AbortSignal) => get<{ refunds: readonly RefundRequest[] }>('/api/billing/refunds', signal),
    withdraw: (declaration: Withdrawal) => post<WithdrawalReceipt>('/api/withdrawals', declaration),

    privacyRequests: (signal?: AbortSignal) => get<{ requests: readonly PrivacyRequest[] }>('/api/privacy/requests', signal),
    askExport: () => post<PrivacyRequest>('/api/privacy/export'),
    askDeletion: () => post<PrivacyRequest>('/api/privacy/delete'),
    cancelDeletion: () => post<PrivacyRequest>('/api/privacy/delete/cancel'),

    /** Owners of the bot only; to everybody else these do not exist. */
    refundsInReview: (signal?: AbortSignal) => get<{ refunds: readonly RefundInReview[] }>('/api/admin/refunds', signal),
    decideRefund: (id: string, decision: 'send' | 'refuse') =>
      post<{ id: string; status: string }>(`/api/admin/refunds/${part(id)}`, { decision }),
    withdrawals: (signal?: AbortSignal) => get<{ withdrawals: readonly WithdrawalInReview[] }>('/api/admin/withdrawals', signal),
    closeWithdrawal: (reference: string) => post<void>(`/api/admin/withdrawals/${part(reference)}`),
  };
}
