/**
 * Withdrawal from a contract, as the law of the EU and the UK gives it to consumers: declared without a login and without a reason, confirmed at once with the
 * time and the words. Whoever is logged in and may have everything back by the policy gets it without waiting; a person looks at all the others.
 */
import { randomInt } from 'node:crypto';
import type { Refund, Withdrawal } from '@k77/data';
import { offerRefund } from '@k77/payments';
import type { Dependencies } from '../dependencies.ts';
import { ownSubscription, refundTools } from './billing.ts';
import { requestRefund } from './refund-request.ts';

export interface Declaration {
  name: string;
  contact: string;
  contract: string;
  userId?: string | undefined;
  guildId?: string | undefined;
}

export interface Declared {
  withdrawal: Withdrawal;
  refund: Refund | undefined;
}

/** No letters and digits that are taken for one another when read aloud. */
const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const referenceLength = 10;
/** Goes with the refund as the buyer's words: the law asks for no other. */
const reason = 'withdrawal';

export async function declareWithdrawal(tools: Dependencies, declaration: Declaration): Promise<Declared> {
  const { repositories, clock, logger } = tools;
  const withdrawal: Withdrawal = { reference: newReference(), declaredAt: clock.now(), status: 'open', ...declaration };
  // Before anything else: from here on it is declared, whoever does not answer afterwards.
  await repositories.withdrawals.write(withdrawal);
  const refund = await refundAtOnce(tools, declaration).catch((error: unknown) => {
    logger.warn({ err: error, withdrawal: withdrawal.reference }, 'withdrawal not refunded at once');
    return undefined;
  });
  if (refund !== undefined) await repositories.withdrawals.close(withdrawal.reference, clock.now(), refund.id);
  else await callPerson(tools, withdrawal);
  await repositories.audit.write({
    at: clock.now(),
    action: 'withdrawal.declared',
    userId: declaration.userId,
    guildId: declaration.guildId,
    details: { withdrawal: withdrawal.reference, ...(refund === undefined ? {} : { refund: refund.id }) },
  });
  return { withdrawal, refund };
}

/** Only where all of it goes back: a part is less than the law gives, so a person decides. */
async function refundAtOnce(tools: Dependencies, { userId, guildId }: Declaration): Promise<Refund | undefined> {
  if (userId === undefined || guildId === undefined) return undefined;
  const own = await ownSubscription(tools, guildId, userId);
  const offer = await offerRefund(refundTools(tools), own, reason, tools.clock.now());
  const whole = offer?.decision.kind === 'refund' && offer.decision.percent === 100;
  return whole ? requestRefund(tools, own, { reason }) : undefined;
}

/** Neither name nor address go through the log's channel. */
async function callPerson({ queues, logger }: Dependencies, { reference }: Withdrawal): Promise<void> {
  const told = {
    title: 'Somebody withdraws from a contract',
    lines: [`${reference}: the dashboard shows it to owners. Confirm and pay back within 14 days.`],
  };
  await queues
    .add('log-webhook', told, { key: `withdrawal-${reference}` })
    .catch((error: unknown) => logger.warn({ err: error }, 'withdrawal not told'));
}

/** What the person keeps: what was declared, when it arrived, and with whom. */
export function receiptText({ site }: Pick<Dependencies, 'site'>, { reference, declaredAt, name, contact, contract }: Withdrawal): string {
  const received = declaredAt.toISOString().replace('T', ' ').slice(0, 19);
  return [
    `Confirmation of withdrawal ${reference}`,
    '',
    `To: ${site.project}, ${site.mailboxes.billing}`,
    `Received: ${received} UTC`,
    '',
    'Declaration: I withdraw from the contract named below.',
    `Contract: ${contract}`,
    `Name: ${name}`,
    `Confirmation to: ${contact}`,
  ].join('\n');
}

function newReference(): string {
  return `W-${Array.from({ length: referenceLength }, () => letters[randomInt(letters.length)]).join('')}`;
}
