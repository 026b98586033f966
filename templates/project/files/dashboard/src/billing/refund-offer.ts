/** What somebody would get back who asks now. Nothing is written down and nothing is sent: a page shows it above the button. */
import type { Refund, Subscription } from '@k77/data';
import { type Offer, offerRefund } from '@k77/payments';
import type { Dependencies } from '../dependencies.ts';
import { refundTools } from './billing.ts';

const day = 86_400_000;

export interface RefundView {
  id: string;
  guildId: string;
  amount: number;
  currency: string;
  percent: number;
  rule: Refund['rule'];
  status: Refund['status'];
  endsPremium: boolean;
  requestedAt: string;
  updatedAt: string;
}

export interface OfferView {
  decision: 'refund' | 'reason-needed' | 'manual' | 'refused';
  amount: number | null;
  percent: number | null;
  rule: Refund['rule'] | null;
  endsPremium: boolean;
  why: string | null;
  paid: number;
  paidAt: string | null;
  currency: string;
  until: string | null;
  request: RefundView | null;
}

export function refundView({ cancels, requestedAt, updatedAt, ...refund }: Refund): RefundView {
  const { id, guildId, amount, currency, percent, rule, status } = refund;
  const dates = { requestedAt: requestedAt.toISOString(), updatedAt: updatedAt.toISOString() };
  return { id, guildId, amount, currency, percent, rule, status, endsPremium: cancels, ...dates };
}

export async function readOffer(tools: Dependencies, subscription: Subscription): Promise<OfferView> {
  const offer = await offerRefund(refundTools(tools), subscription, '', tools.clock.now());
  if (offer === undefined) return { ...nothing, currency: tools.site.plans.currency };
  const before = await tools.repositories.refunds.ofInvoice(offer.payment.invoiceId);
  const request = before.at(-1);
  return { ...offerView(offer, tools), request: request === undefined ? null : refundView(request) };
}

const nothing: Omit<OfferView, 'currency'> = {
  decision: 'refused',
  amount: null,
  percent: null,
  rule: null,
  endsPremium: false,
  why: 'nothing was paid',
  paid: 0,
  paidAt: null,
  until: null,
  request: null,
};

function offerView({ decision, payment }: Offer, { site }: Pick<Dependencies, 'site'>): Omit<OfferView, 'request'> {
  const { fullDays, partialDays, partialPercent, euWithdrawalDays } = site.refunds;
  const { paid, refunded, paidAt, currency } = payment;
  const after = (days: number) => new Date(paidAt.getTime() + days * day).toISOString();
  const common = { ...nothing, paid, paidAt: paidAt.toISOString(), currency };
  switch (decision.kind) {
    case 'refund': {
      const until = after({ full: fullDays, partial: partialDays, withdrawal: euWithdrawalDays }[decision.rule]);
      const { amount, percent, rule, cancels } = decision;
      return { ...common, decision: 'refund', amount, percent, rule, endsPremium: cancels, why: null, until };
    }
    case 'reason-needed':
      return {
        ...common,
        decision: 'reason-needed',
        amount: decision.amount,
        percent: partialPercent,
        rule: 'partial',
        why: null,
        until: after(partialDays),
      };
    case 'manual':
      return { ...common, decision: 'manual', amount: paid - refunded, rule: 'manual', endsPremium: true, why: decision.why };
    case 'refused':
      return { ...common, why: decision.why };
  }
}
