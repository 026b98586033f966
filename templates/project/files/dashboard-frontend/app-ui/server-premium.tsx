'use client';
/** Premium of one server: what it has, or what it would cost and how it ends, in plain words above the button. */
import { type FormEvent, useCallback, useState } from 'react';
import { track, visitorForCheckout } from '../analytics/track.ts';
import type { Plan, Plans, ServerPremium as State } from '../api/answers.ts';
import { Badge } from '../components/badge.tsx';
import { Button, ButtonLink } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { Choice } from '../components/field.tsx';
import { Row, Soft, Stack } from '../components/layout.tsx';
import { Notice } from '../components/notice.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { money } from '../site/money.ts';
import { api, useAction, useLoaded } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';
import { LoadedView } from './loaded-view.tsx';
import { nextOf, premiumWord } from './words.ts';

interface Props {
  id: string;
  refunds: readonly string[];
  europe: boolean;
}

export function ServerPremium({ id, refunds, europe }: Props) {
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
      <PageHeader title="Premium">For this one server and everybody in it.</PageHeader>
      <LoadedView of={loading} what="Loading what this server has">
        {({ state, plans }) =>
          state.premium.active ? <Has id={id} state={state} /> : <Offer id={id} plans={plans} refunds={refunds} europe={europe} />
        }
      </LoadedView>
      <Row>
        <ButtonLink href={`/servers/${id}`} tone="quiet">
          Settings of this server
        </ButtonLink>
      </Row>
    </Stack>
  );
}

function Has({ state: { premium, subscription } }: { id: string; state: State }) {
  const { text, tone } = premiumWord(premium);
  return (
    <Card icon="crown" accent>
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

function Offer({ id, plans, refunds, europe }: Props & { plans: Plans }) {
  const [plan, setPlan] = useState<Plan>('monthly');
  const [agreed, setAgreed] = useState(false);
  const [reminded, setReminded] = useState(false);
  const { busy, failure, act } = useAction();
  const chosen = plans.plans.find((one) => one.plan === plan);
  if (!plans.enabled)
    return (
      <Notice tone="warn" title="Payments are paused">
        <p>Nothing can be bought just now. Come back later; nothing that you have changes.</p>
      </Notice>
    );
  const price = chosen ? money(chosen.amount, plans.currency) : '';
  const per = plan === 'monthly' ? 'every month' : 'every year';
  const buy = (event: FormEvent): void => {
    event.preventDefault();
    if (!agreed) {
      setReminded(true);
      return;
    }
    void act(async () => {
      if (chosen) track('begin_checkout', { plan, currency: plans.currency, value: chosen.amount / 100 });
      const { url } = await api.checkout(id, plan, agreed, visitorForCheckout());
      location.assign(url);
    });
  };
  return (
    <form onSubmit={buy} noValidate>
      <Card accent>
        <fieldset className="bare">
          <legend>
            <h2>Choose how you pay</h2>
          </legend>
          <Stack tight>
            {plans.plans.map(({ plan: name, amount }) => (
              <Choice
                key={name}
                id={`plan-${name}`}
                name="plan"
                type="radio"
                label={`${money(amount, plans.currency)} ${name === 'monthly' ? 'a month' : 'a year'}`}
                checked={plan === name}
                onChange={() => setPlan(name)}
              />
            ))}
          </Stack>
        </fieldset>
        <p>
          <strong>
            {price} is charged today, and {per} again, until you cancel.
          </strong>{' '}
          Cancel on the billing page with one click; Premium then stays until the end of the time that is paid for.
        </p>
        {refunds.map((words) => (
          <Soft key={words} small>
            {words}
          </Soft>
        ))}
        <Choice
          id="renewal"
          label={`I agree that it renews ${per} for ${price} until I cancel.`}
          checked={agreed}
          onChange={({ target }) => setAgreed(target.checked)}
          aria-invalid={reminded && !agreed ? true : undefined}
        />
        {reminded && !agreed ? <Notice tone="warn" title="Please agree to the renewal first" live /> : null}
        {failure ? <FailureNotice failure={failure} /> : null}
        <Row>
          <Button type="submit" busy={busy}>
            Order and pay {price}
          </Button>
        </Row>
        <Soft small>
          Stripe takes the payment. The <a href="/legal/terms">terms</a>, the <a href="/legal/refund">refund policy</a> and the{' '}
          <a href="/legal/privacy">privacy policy</a> hold.
          {europe ? ' If you are a consumer in the EU or the UK you can withdraw within 14 days.' : ''}
        </Soft>
      </Card>
    </form>
  );
}
