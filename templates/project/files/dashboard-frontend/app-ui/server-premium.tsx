'use client';
/** Premium of one server: what it has, or what it would cost and how it ends. */
import { useCallback } from 'react';
import type { ServerPremium as State } from '../api/answers.ts';
import { Badge } from '../components/badge.tsx';
import { Button, ButtonLink } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { Row, Soft, Stack } from '../components/layout.tsx';
import { Notice } from '../components/notice.tsx';
import { api, useAction, useLoaded } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';
import { LoadedView } from './loaded-view.tsx';
import { faceOf } from './premium-state.ts';
import { ServerHead } from './server-head.tsx';
import { ServerOffer } from './server-offer.tsx';
import { nextOf, premiumWord } from './words.ts';

interface Props {
  id: string;
  /** The refund policy, a sentence each. */
  refunds: readonly string[];
  europe: boolean;
  /** The bot's application, for its store in Discord. */
  application: string;
}

export function ServerPremium({ id, refunds, europe, application }: Props) {
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [state, plans] = await Promise.all([api.serverPremium(id, signal), api.plans(signal)]);
      return { state, plans };
    },
    [id],
  );
  const loading = useLoaded(load);
  return (
    <Stack narrow>
      <ServerHead id={id} at="premium" lead="For this one server and everybody in it." />
      <LoadedView of={loading} what="Loading what this server has">
        {({ state, plans }) => {
          const face = faceOf(state, plans);
          if (face === 'has') return <Has state={state} />;
          if (face === 'stuck') return <Stuck state={state} />;
          if (face === 'off') return <Off />;
          return <ServerOffer id={id} plans={plans} refunds={refunds} europe={europe} application={application} again={loading.again} />;
        }}
      </LoadedView>
    </Stack>
  );
}

export function Has({ state: { premium, subscription } }: { state: State }) {
  const { text, tone } = premiumWord(premium);
  return (
    <Card icon="crown" accent as="section">
      <h2>
        <Badge tone={tone}>{text}</Badge>
      </h2>
      {subscription ? <p>{nextOf(subscription)}</p> : null}
      {premium.source === 'discord' ? <p>It was bought in Discord, and is changed there: User Settings, Subscriptions.</p> : null}
      {subscription?.mine ? (
        <Row>
          <ButtonLink href="/billing">Change or cancel</ButtonLink>
        </Row>
      ) : null}
      {subscription && !subscription.mine ? <Soft>Somebody else pays for it.</Soft> : null}
    </Card>
  );
}

export function Stuck({ state: { subscription } }: { state: State }) {
  const { busy, failure, act } = useAction({ leaves: true });
  const open = (): Promise<void> => act(async () => location.assign((await api.portal()).url));
  if (subscription === null) return null;
  return (
    <Card icon="warning" as="section">
      <h2>There is a subscription, but no Premium</h2>
      <p>{nextOf(subscription)}</p>
      {failure ? <FailureNotice failure={failure} /> : null}
      {subscription.mine ? (
        <Row>
          <Button busy={busy} onClick={() => void open()}>
            Change the card at Stripe
          </Button>
          <ButtonLink href="/billing" tone="secondary">
            Billing
          </ButtonLink>
        </Row>
      ) : (
        <Soft>Somebody else pays for it, and can change that. Until it has ended nobody else can buy Premium for this server.</Soft>
      )}
    </Card>
  );
}

export function Off() {
  return (
    <Notice tone="warn" title="Payments are paused">
      <p>Nothing can be bought just now. Come back later; nothing that you have changes.</p>
    </Notice>
  );
}
