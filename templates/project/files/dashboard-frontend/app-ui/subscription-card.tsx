'use client';
/** One subscription: its state, cancelling and undoing that, and the refund. */
import { useState } from 'react';
import { track } from '../analytics/track.ts';
import type { OwnSubscription } from '../api/answers.ts';
import { Badge } from '../components/badge.tsx';
import { Button, ButtonLink } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { Row, Spread } from '../components/layout.tsx';
import { api, useAction } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';
import { RefundForm } from './refund-form.tsx';
import { nextOf, premiumWord, serverName } from './words.ts';

export function SubscriptionCard({ subscription, changed }: { subscription: OwnSubscription; changed: () => void }) {
  const { guildId, plan, live, premium } = subscription;
  const [now, setNow] = useState(subscription);
  const [asks, setAsks] = useState(false);
  const { busy, failure, act } = useAction();
  const { text, tone } = premiumWord(premium);
  const cancel = (undo: boolean): Promise<void> =>
    act(async () => {
      setNow({ ...now, ...(await api.cancel(guildId, undo)) });
      if (!undo) track('cancel_subscription', { plan });
    });
  return (
    <Card as="article" accent={live}>
      <Spread>
        <h2>{serverName(now)}</h2>
        <Badge tone={tone}>{text}</Badge>
      </Spread>
      <p role="status">{nextOf(now)}</p>
      {failure ? <FailureNotice failure={failure} /> : null}
      <Row>
        {live && !now.cancelAtPeriodEnd ? (
          <Button tone="danger" busy={busy} onClick={() => void cancel(false)}>
            Cancel subscription
          </Button>
        ) : null}
        {live && now.cancelAtPeriodEnd ? (
          <Button tone="secondary" busy={busy} onClick={() => void cancel(true)}>
            Keep it after all
          </Button>
        ) : null}
        <Button tone="quiet" aria-expanded={asks} onClick={() => setAsks(!asks)}>
          Ask for a refund
        </Button>
        {live ? null : (
          <ButtonLink href={`/servers/${guildId}/premium`} tone="quiet">
            Buy it again
          </ButtonLink>
        )}
      </Row>
      {asks ? <RefundForm guildId={guildId} plan={plan} asked={changed} /> : null}
    </Card>
  );
}
