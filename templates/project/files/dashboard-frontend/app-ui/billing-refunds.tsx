/** Refunds that were asked for, and what happens next with each. */
import type { RefundRequest } from '../api/answers.ts';
import { Badge } from '../components/badge.tsx';
import { Card } from '../components/card.tsx';
import { Soft } from '../components/layout.tsx';
import { money } from '../site/money.ts';
import { dayOf, refundNext, refundWord, serverName } from './words.ts';

interface Props {
  refunds: readonly RefundRequest[];
  /** Of servers, by id. */
  names: ReadonlyMap<string, string | null>;
  billingMail: string;
}

export function Refunds({ refunds, names, billingMail }: Props) {
  if (refunds.length === 0) return null;
  return (
    <Card as="section">
      <h2>Refunds</h2>
      <ul>
        {refunds.map((one) => (
          <li key={one.id}>
            {money(one.amount, one.currency)} for {serverName({ guildId: one.guildId, guildName: names.get(one.guildId) ?? null })}, asked
            for on {dayOf(one.requestedAt)}: <Badge tone={refundWord(one.status).tone}>{refundWord(one.status).text}</Badge>
            <Soft small>{refundNext(one)}</Soft>
          </li>
        ))}
      </ul>
      <Soft small>
        Questions about a refund: <a href={`mailto:${billingMail}`}>{billingMail}</a>
      </Soft>
    </Card>
  );
}
