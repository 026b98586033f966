'use client';
/** What the person pays for: cancel, change the card, refunds, invoices. Each part stands alone: while Stripe is away one can still cancel. */
import type { OwnSubscription } from '../api/answers.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { Row, Soft, Spread, Stack } from '../components/layout.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { api, useAction, useLoaded } from './api.ts';
import { Invoices } from './billing-invoices.tsx';
import { Refunds } from './billing-refunds.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { LoadedView } from './loaded-view.tsx';
import { SubscriptionCard } from './subscription-card.tsx';

const loadOwn = (signal: AbortSignal) => api.subscriptions(signal);
const loadRefunds = async (signal: AbortSignal) => (await api.refunds(signal)).refunds;
const loadInvoices = async (signal: AbortSignal) => (await api.invoices(signal)).invoices;

export function Billing({ europe, billingMail }: { europe: boolean; billingMail: string }) {
  const own = useLoaded(loadOwn);
  const refunds = useLoaded(loadRefunds);
  const { loaded } = own;
  const refunded = (): void => {
    own.again();
    refunds.again();
  };
  return (
    <Stack>
      <PageHeader title="Billing">What you pay for, and how it ends.</PageHeader>
      <LoadedView of={own} what="Loading what you pay for">
        {({ subscriptions, customer }) => (
          <Stack>
            <Subscriptions all={subscriptions} europe={europe} changed={refunded} />
            {customer ? <Portal /> : null}
          </Stack>
        )}
      </LoadedView>
      {loaded.state === 'ready' ? (
        <LoadedView of={refunds} what="Loading your refunds" lines={2} part>
          {(all) => (
            <Refunds
              refunds={all}
              names={new Map(loaded.value.subscriptions.map(({ guildId, guildName }) => [guildId, guildName]))}
              billingMail={billingMail}
            />
          )}
        </LoadedView>
      ) : null}
      {loaded.state === 'ready' && loaded.value.customer ? <OwnInvoices /> : null}
    </Stack>
  );
}

/** Of each server the one that counts: refunds and cancelling mean that one, and older ones are history in the invoices. */
export function latestOfEach(all: readonly OwnSubscription[]): readonly OwnSubscription[] {
  return all.filter(({ guildId }, nth) => all.findIndex((one) => one.guildId === guildId) === nth);
}

export function Subscriptions({ all, europe, changed }: { all: readonly OwnSubscription[]; europe: boolean; changed: () => void }) {
  if (all.length > 0)
    return latestOfEach(all).map((one) => <SubscriptionCard key={one.guildId} subscription={one} europe={europe} changed={changed} />);
  return (
    <Card icon="receipt" as="section">
      <h2>You pay for nothing</h2>
      <p>Premium is bought for a server, on the page of that server.</p>
      <Row>
        <ButtonLink href="/servers">Your servers</ButtonLink>
      </Row>
    </Card>
  );
}

function OwnInvoices() {
  const invoices = useLoaded(loadInvoices);
  return (
    <LoadedView of={invoices} what="Loading your invoices" lines={3} part>
      {(all) => <Invoices invoices={all} />}
    </LoadedView>
  );
}

function Portal() {
  const { busy, failure, act } = useAction({ leaves: true });
  return (
    <Card as="section">
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
