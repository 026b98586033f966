'use client';
/** The order: plan, price, how it renews and ends in plain words above the button, and the consent to the renewal. */
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { track, visitorForCheckout } from '../analytics/track.ts';
import type { Plan, Plans } from '../api/answers.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { Choice } from '../components/field.tsx';
import { Row, Soft, Stack } from '../components/layout.tsx';
import { Notice } from '../components/notice.tsx';
import { majorUnits, money } from '../site/money.ts';
import { api, useAction } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';

interface Props {
  id: string;
  plans: Plans;
  refunds: readonly string[];
  europe: boolean;
  application: string;
  /** Looks once more what the server has. */
  again: () => void;
}

const consent = 'renewal';

export function ServerOffer({ id, plans, refunds, europe, application, again }: Props) {
  const [plan, setPlan] = useState<Plan>('monthly');
  const [agreed, setAgreed] = useState(false);
  const [reminded, setReminded] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const { busy, failure, act } = useAction({ leaves: true });
  const chosen = plans.plans.find((one) => one.plan === plan);
  const price = chosen ? money(chosen.amount, plans.currency) : '';
  const per = plan === 'monthly' ? 'every month' : 'every year';
  const lacks = reminded && !agreed;
  const hasMeanwhile = failure?.code === 'has-premium';
  useEffect(() => {
    if (hasMeanwhile) again();
  }, [hasMeanwhile, again]);

  const choose = (next: Plan): void => {
    setPlan(next);
    // The consent is to one price: another one is asked for anew.
    setAgreed(false);
  };
  const buy = (event: FormEvent): void => {
    event.preventDefault();
    if (!agreed) {
      setReminded(true);
      form.current?.querySelector<HTMLElement>(`#${consent}`)?.focus();
      return;
    }
    void act(async () => {
      if (chosen) track('begin_checkout', { plan, currency: plans.currency, value: majorUnits(chosen.amount, plans.currency) });
      location.assign((await api.checkout(id, plan, agreed, visitorForCheckout())).url);
    });
  };

  return (
    <form ref={form} onSubmit={buy} noValidate>
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
                onChange={() => choose(name)}
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
          id={consent}
          label={`I agree that it renews ${per} for ${price} until I cancel.`}
          checked={agreed}
          onChange={({ target }) => setAgreed(target.checked)}
          required
          aria-invalid={lacks || undefined}
        />
        {lacks ? <Notice tone="warn" title="Please agree to the renewal first" live /> : null}
        {failure && !hasMeanwhile ? <FailureNotice failure={failure} /> : null}
        <Row>
          <Button type="submit" busy={busy}>
            Order and pay {price}
          </Button>
          {plans.discordSkuId ? (
            <ButtonLink href={`https://discord.com/application-directory/${application}/store/${plans.discordSkuId}`} tone="quiet">
              Buy it in Discord instead
            </ButtonLink>
          ) : null}
        </Row>
        <Soft small>
          Stripe takes the payment. The <a href="/legal/terms">terms</a>, the <a href="/legal/refund">refund policy</a> and the{' '}
          <a href="/legal/privacy">privacy policy</a> hold.
          {/* Nobody is asked to give up the right to withdraw: whoever does it in time has everything back, also after Premium has begun. */}
          {europe ? (
            <>
              {' '}
              Premium begins at once, and the right to <a href="/legal/withdraw">withdraw from the contract</a> stays.
            </>
          ) : null}
        </Soft>
      </Card>
    </form>
  );
}
