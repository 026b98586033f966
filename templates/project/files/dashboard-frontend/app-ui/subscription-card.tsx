'use client';
/** One subscription: its state, cancelling and undoing that, the refund, and the way to withdraw. */
import { useState } from 'react';
import { track } from '../analytics/track.ts';
import type { OwnSubscription, Subscription } from '../api/answers.ts';
import { Badge } from '../components/badge.tsx';
import { Button, ButtonLink } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { Row, Spread } from '../components/layout.tsx';
import { api, useAction } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';
import { RefundForm } from './refund-form.tsx';
import { nextOf, premiumWord, serverName } from './words.ts';

export function SubscriptionCard({
  subscription,
  europe,
  changed,
}: {
  subscription: OwnSubscription;
  europe: boolean;
  changed: () => void;
}) {
  const { guildId, plan, live, premium } = subscription;
  const [answered, setAnswered] = useState<{ to: OwnSubscription; with: Subscription }>();
  const [asks, setAsks] = useState(false);
  const { busy, failure, act } = useAction();
  // What the API answered to a click holds until the list is read anew.
  const now = answered?.to === subscription ? { ...subscription, ...answered.with } : subscription;
  const { text, tone } = premiumWord(premium);
  const cancel = (undo: boolean): Promise<void> =>
    act(async () => {
      setAnswered({ to: subscription, with: await api.cancel(guildId, undo) });
      if (!undo) track('cancel_subscription', { plan });
    });
  const name = serverName(subscription);
  const withdraw = new URLSearchParams({ server: guildId, contract: `Premium for ${name}` });
  return (
    <Card as="article" accent={live}>
      <Spread>
        <h2>{name}</h2>
        <Badge tone={tone}>{text}</Badge>
      </Spread>
      <p role="status">{nextOf(now)}</p>
      {failure ? <FailureNotice failure={failure} /> : null}
      <Row>
        {live ? (
          // One button that changes its meaning, so that the focus stays where it is.
          <Button tone={now.cancelAtPeriodEnd ? 'secondary' : 'danger'} busy={busy} onClick={() => void cancel(now.cancelAtPeriodEnd)}>
            {now.cancelAtPeriodEnd ? 'Keep it after all' : 'Cancel subscription'}
          </Button>
        ) : (
          <ButtonLink href={`/servers/${guildId}/premium`} tone="quiet">
            Buy it again
          </ButtonLink>
        )}
        <Button tone="quiet" aria-expanded={asks} aria-controls={`refund-${guildId}`} onClick={() => setAsks(!asks)}>
          Ask for a refund
        </Button>
        {europe && live ? (
          <ButtonLink href={`/legal/withdraw?${withdraw}`} tone="quiet">
            Withdraw from contract
          </ButtonLink>
        ) : null}
      </Row>
      <div id={`refund-${guildId}`}>{asks ? <RefundForm guildId={guildId} plan={plan} asked={changed} /> : null}</div>
    </Card>
  );
}
