'use client';
import type { Invoice, OwnSubscription, RefundRequest } from '../api/answers.ts';
import { Badge } from '../components/badge.tsx';
/** What the person pays for: cancel, change the card, invoices, refunds. */
import { Button, ButtonLink } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { Row, Soft, Spread, Stack } from '../components/layout.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { ScrollTable } from '../components/prose.tsx';
import { money } from '../site/money.ts';
import { api, useAction, useLoaded } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';
import { LoadedView } from './loaded-view.tsx';
import { SubscriptionCard } from './subscription-card.tsx';
import { dayOf, refundWord } from './words.ts';

interface Books {
  subscriptions: readonly OwnSubscription[];
  customer: boolean;
  invoices: readonly Invoice[];
  refunds: readonly RefundRequest[];
}

const load = async (signal: AbortSignal): Promise<Books> => {
  const [own, { invoices }, { refunds }] = await Promise.all([api.subscriptions(signal), api.invoices(signal), api.refunds(signal)]);
  return { ...own, invoices, refunds };
};

export function Billing({ europe }: { europe: boolean }) {
  const books = useLoaded(load);
  return (
    <Stack>
      <PageHeader title="Billing">What you pay for, and how it ends.</PageHeader>
      <LoadedView of={books} what="Loading what you pay for">
        {(value) => <BooksView books={value} again={books.again} />}
      </LoadedView>
      {europe ? (
        <Soft small>
          Consumers in the EU and the UK: <a href="/legal/withdraw">Withdraw from contract</a>
        </Soft>
      ) : null}
    </Stack>
  );
}

function BooksView({ books: { subscriptions, customer, invoices, refunds }, again }: { books: Books; again: () => void }) {
  return (
    <Stack>
      {subscriptions.length === 0 ? (
        <Card icon="receipt">
          <h2>You pay for nothing</h2>
          <p>Premium is bought for a server, on the page of that server.</p>
          <Row>
            <ButtonLink href="/servers">Your servers</ButtonLink>
          </Row>
        </Card>
      ) : (
        subscriptions.map((one) => <SubscriptionCard key={`${one.guildId}-${one.currentPeriodEnd}`} subscription={one} changed={again} />)
      )}
      {customer ? <Portal /> : null}
      {refunds.length > 0 ? <Refunds refunds={refunds} /> : null}
      {invoices.length > 0 ? <Invoices invoices={invoices} /> : null}
    </Stack>
  );
}

function Portal() {
  const { busy, failure, act } = useAction();
  return (
    <Card>
      <Spread>
        <h2>Card, address and tax number</h2>
        <Button tone="secondary" busy={busy} onClick={() => void act(async () => location.assign((await api.portal()).url))}>
          Open at Stripe
        </Button>
      </Spread>
      <Soft>Stripe keeps them; we never see the number of a card.</Soft>
      {failure ? <FailureNotice failure={failure} /> : null}
    </Card>
  );
}

function Refunds({ refunds }: { refunds: readonly RefundRequest[] }) {
  return (
    <Card>
      <h2>Refunds</h2>
      <ul>
        {refunds.map(({ id, amount, currency, status, requestedAt }) => (
          <li key={id}>
            {money(amount, currency)}, asked for on {dayOf(requestedAt)}:{' '}
            <Badge tone={refundWord(status).tone}>{refundWord(status).text}</Badge>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Invoices({ invoices }: { invoices: readonly Invoice[] }) {
  return (
    <ScrollTable label="Invoices">
      <table>
        <caption>Invoices</caption>
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">Amount</th>
            <th scope="col">State</th>
            <th scope="col">Document</th>
          </tr>
        </thead>
        <tbody>
          {invoices.map(({ id, number, createdAt, total, currency, status, url, pdf }) => (
            <tr key={id}>
              <td>{dayOf(createdAt)}</td>
              <td>{money(total, currency)}</td>
              <td>{status}</td>
              <td>
                {pdf || url ? (
                  <a href={pdf ?? url ?? ''}>
                    {pdf ? 'PDF' : 'Look'} {number ?? id}
                  </a>
                ) : (
                  (number ?? id)
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollTable>
  );
}
