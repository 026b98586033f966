/** Events that pages send, with what belongs to each. Purchases and refunds are told by the worker, which knows that money moved. */
export interface Events {
  login: { method: 'discord' };
  server_select: Record<string, never>;
  premium_click: { plan: 'monthly' | 'yearly' };
  begin_checkout: { plan: 'monthly' | 'yearly'; currency: string; value: number };
  cancel_subscription: { plan: 'monthly' | 'yearly' };
  refund_request: { plan: 'monthly' | 'yearly' };
}
export type EventName = keyof Events;

/** `data-track="premium_click:monthly"` on a link → the event. */
export function eventOf(text: string): { name: EventName; params: Events[EventName] } | undefined {
  const [name, plan] = text.split(':');
  if (name === 'login') return { name, params: { method: 'discord' } };
  if (name === 'server_select') return { name, params: {} };
  if (name === 'premium_click' && (plan === 'monthly' || plan === 'yearly')) return { name, params: { plan } };
  return undefined;
}
