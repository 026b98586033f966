/** The refund policy in one breath, from the numbers that decide about refunds. */
import { site } from './site.ts';

export function refundWords({ fullDays, partialDays, partialPercent, euWithdrawalDays } = site.refunds): string[] {
  const full = fullDays > 0 ? [`Paid back in full within ${days(fullDays)} of a payment.`] : [];
  const partial =
    partialDays > fullDays && partialPercent > 0 ? [`${partialPercent} per cent of it until ${days(partialDays)} after the payment.`] : [];
  const europe =
    euWithdrawalDays > 0 ? [`Consumers in the EU and the UK can withdraw within ${days(euWithdrawalDays)} of the first order.`] : [];
  return [...full, ...partial, ...europe];
}

function days(amount: number): string {
  return `${amount} ${amount === 1 ? 'day' : 'days'}`;
}
