'use client';
/** After the payment: waits until Premium is really there, and says so honestly when that takes long. */
import { useEffect, useState } from 'react';
import { asFailure } from '../api/failure.ts';
import { loginPage } from '../api/login-link.ts';
import { ButtonLink } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { Row, Soft, Stack } from '../components/layout.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { money } from '../site/money.ts';
import { api } from './api.ts';
import { type Answer, nextPause, type Shown, shownFor } from './purchase-state.ts';

export function PaymentSuccess({ session, support }: { session: string | undefined; support: string }) {
  const [answer, setAnswer] = useState<Answer>();
  const [shown, setShown] = useState<Shown>(session ? 'waiting' : 'unknown');
  useEffect(() => {
    if (!session) return;
    const ending = new AbortController();
    const begun = performance.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      const got = await api.purchase(session, ending.signal).then(
        (purchase): Answer => ({ purchase }),
        (error: unknown): Answer => ({ failure: asFailure(error) }),
      );
      if (ending.signal.aborted) return;
      const elapsed = performance.now() - begun;
      const next = shownFor(got, elapsed);
      setAnswer(got);
      setShown(next);
      const pause = nextPause(next, elapsed);
      if (pause !== undefined) timer = setTimeout(() => void ask(), pause);
    };
    void ask();
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, [session]);
  const purchase = answer && 'purchase' in answer ? answer.purchase : undefined;
  const { title, text } = words[shown];
  return (
    <Stack narrow>
      <h1>{title}</h1>
      <Card accent={shown === 'active'} icon={shown === 'active' ? 'crown' : 'clock'}>
        <p role="status">{text}</p>
        {shown === 'waiting' ? <Skeleton lines={2} what="Waiting for Stripe" /> : null}
        {purchase ? (
          <Soft>
            {money(purchase.amount, purchase.currency)}
            {purchase.paid ? ', paid' : ''}
          </Soft>
        ) : null}
        <Row>
          {shown === 'active' && purchase ? <ButtonLink href={`/servers/${purchase.guildId}/premium`}>To the server</ButtonLink> : null}
          {shown === 'login' && session ? <ButtonLink href={loginPage(`/payment/success?session_id=${session}`)}>Log in</ButtonLink> : null}
          {shown === 'unpaid' || shown === 'expired' ? <ButtonLink href="/servers">Your servers</ButtonLink> : null}
          {shown === 'late' ? <ButtonLink href={`mailto:${support}`}>Write to {support}</ButtonLink> : null}
          {shown === 'active' || shown === 'late' || shown === 'unknown' ? (
            <ButtonLink href="/billing" tone="secondary">
              Billing
            </ButtonLink>
          ) : null}
        </Row>
      </Card>
    </Stack>
  );
}

const words: Record<Shown, { title: string; text: string }> = {
  waiting: { title: 'Thank you', text: 'We are waiting for Stripe to confirm the payment. This takes a few seconds; you need not stay.' },
  late: {
    title: 'This takes longer than usual',
    text: 'Nothing is lost: Premium comes as soon as Stripe confirms the payment, whether this page is open or not. If it is not there in an hour, write to us.',
  },
  active: { title: 'Premium is active', text: 'Everybody in the server has it from now on. A receipt comes by mail.' },
  unpaid: { title: 'Nothing was paid yet', text: 'The page of the payment was left before the end. Nothing was charged.' },
  expired: { title: 'The payment page has expired', text: 'Nothing was charged. You can begin again on the page of the server.' },
  unknown: {
    title: 'We know of no such payment',
    text: 'The link may be incomplete, or it belongs to somebody else. What you really pay for stands on the billing page.',
  },
  login: { title: 'Please log in', text: 'To show the payment we must know who you are.' },
};
