'use client';
/** For those who run the bot: refunds and withdrawals that wait for a person. To everybody else the API says that there is no such page. */
import type { RefundInReview, WithdrawalInReview } from '../api/answers.ts';
import { Button } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { DataList } from '../components/data-list.tsx';
import { Row, Soft, Stack } from '../components/layout.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { money } from '../site/money.ts';
import { api, useAction, useLoaded } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';
import { LoadedView } from './loaded-view.tsx';
import { dayOf } from './words.ts';

const load = async (signal: AbortSignal) => {
  const [{ refunds }, { withdrawals }] = await Promise.all([api.refundsInReview(signal), api.withdrawals(signal)]);
  return { refunds, withdrawals };
};

export function OwnerDesk() {
  const waiting = useLoaded(load);
  return (
    <Stack>
      <PageHeader title="Waiting for you">What the policy does not decide by itself.</PageHeader>
      <LoadedView of={waiting} what="Loading what waits">
        {({ refunds, withdrawals }) => (
          <Stack>
            <p role="status">
              {refunds.length + withdrawals.length === 0 ? 'Nothing waits.' : `${refunds.length + withdrawals.length} wait.`}
            </p>
            {refunds.map((one) => (
              <Refund key={one.id} refund={one} again={waiting.again} />
            ))}
            {withdrawals.map((one) => (
              <Withdrawal key={one.reference} withdrawal={one} again={waiting.again} />
            ))}
          </Stack>
        )}
      </LoadedView>
    </Stack>
  );
}

export function Refund({ refund, again }: { refund: RefundInReview; again: () => void }) {
  const { busy, failure, act } = useAction();
  const decide = (decision: 'send' | 'refuse'): Promise<void> =>
    act(async () => {
      await api.decideRefund(refund.id, decision);
      again();
    });
  return (
    <Card as="article">
      <h2>Refund of {money(refund.amount, refund.currency)}</h2>
      <DataList
        items={[
          { name: 'Asked by', value: `${refund.userName ?? 'somebody'} (${refund.userId})` },
          { name: 'On', value: dayOf(refund.requestedAt) },
          { name: 'Why', value: refund.reason || 'not told' },
        ]}
      />
      {failure ? <FailureNotice failure={failure} /> : null}
      <Row>
        <Button busy={busy} onClick={() => void decide('send')}>
          Pay it back
        </Button>
        <Button tone="danger" busy={busy} onClick={() => void decide('refuse')}>
          Refuse
        </Button>
      </Row>
    </Card>
  );
}

export function Withdrawal({
  withdrawal: { reference, declaredAt, name, contact, contract },
  again,
}: {
  withdrawal: WithdrawalInReview;
  again: () => void;
}) {
  const { busy, failure, act } = useAction();
  const close = (): Promise<void> =>
    act(async () => {
      await api.closeWithdrawal(reference);
      again();
    });
  const words = `We have received your withdrawal ${reference} of ${dayOf(declaredAt)}: ${contract}.`;
  const confirmation = `mailto:${encodeURIComponent(contact).replace('%40', '@')}?${mailParts({ subject: `Withdrawal ${reference}`, body: words })}`;
  return (
    <Card as="article">
      <h2>Withdrawal {reference}</h2>
      <DataList
        items={[
          { name: 'Declared by', value: name },
          { name: 'On', value: dayOf(declaredAt) },
          { name: 'Contact', value: <a href={confirmation}>{contact}</a> },
          { name: 'Contract', value: contract },
        ]}
      />
      <Soft small>Confirm it to that address and pay it back within 14 days of the declaration; then close it here.</Soft>
      {failure ? <FailureNotice failure={failure} /> : null}
      <Row>
        <Button busy={busy} onClick={() => void close()}>
          Done: confirmed and paid back
        </Button>
      </Row>
    </Card>
  );
}

/** Mail programs take a plus sign for what it is: no form encoding. */
function mailParts(parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}
