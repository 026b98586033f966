'use client';
/** After the payment: waits until Premium is really there, and says so honestly when that takes long. */
import { useCallback, useEffect, useState } from 'react';
import { asFailure } from '../api/failure.ts';
import { loginPage } from '../api/login-link.ts';
import { Badge } from '../components/badge.tsx';
import { Button, ButtonLink } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { Row, Soft, Stack } from '../components/layout.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { money } from '../site/money.ts';
import { api, useLoaded } from './api.ts';
import { LoadedView } from './loaded-view.tsx';
import { type Answer, nextPause, type Shown, shownFor } from './purchase-state.ts';
import { premiumWord, serverName } from './words.ts';

export function PaymentSuccess({ session, support }: { session: string | undefined; support: string }) {
  const { answer, shown, asks, again } = usePurchase(session);
  if (session === undefined) return <WithoutNumber />;
  return <PurchaseView session={session} support={support} answer={answer} shown={shown} asks={asks} again={again} />;
}

/** Asks until there is nothing more to ask. Opening the page twice asks twice and changes nothing. */
function usePurchase(session: string | undefined) {
  const [answer, setAnswer] = useState<Answer>();
  const [shown, setShown] = useState<Shown>('waiting');
  const [asks, setAsks] = useState(true);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks again.
  useEffect(() => {
    if (session === undefined) return;
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
      const pause = nextPause(next, elapsed, got);
      setAnswer(got);
      setShown(next);
      setAsks(pause !== undefined);
      if (pause !== undefined) timer = setTimeout(() => void ask(), pause);
    };
    setAsks(true);
    void ask();
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, [session, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { answer, shown, asks, again };
}

interface View {
  session: string;
  support: string;
  answer: Answer | undefined;
  shown: Shown;
  /** The page goes on asking by itself. */
  asks: boolean;
  again: () => void;
}

export function PurchaseView({ session, support, answer, shown, asks, again }: View) {
  const purchase = answer && 'purchase' in answer ? answer.purchase : undefined;
  const { title, text } = words[shown];
  const isOpen = shown === 'late' || shown === 'away';
  return (
    <Stack narrow>
      <h1>{title}</h1>
      <Card accent={shown === 'active'} icon={shown === 'active' ? 'crown' : 'clock'}>
        <p role="status">{text}</p>
        {shown === 'waiting' ? <Skeleton lines={2} what="Waiting for Stripe" /> : null}
        {purchase ? (
          <Soft>
            {money(purchase.amount, purchase.currency)}
            {purchase.paid ? ', paid' : ', not paid yet'}
          </Soft>
        ) : null}
        {isOpen ? <Soft small>Should you write to us, name this payment: {session}</Soft> : null}
        <Row>
          {shown === 'active' && purchase ? <ButtonLink href={`/servers/${purchase.guildId}`}>To the server</ButtonLink> : null}
          {shown === 'login' ? <ButtonLink href={loginPage(`/payment/success?session_id=${session}`)}>Log in</ButtonLink> : null}
          {(shown === 'unpaid' || shown === 'expired') && purchase ? (
            <ButtonLink href={`/servers/${purchase.guildId}/premium`}>Back to the order</ButtonLink>
          ) : null}
          {isOpen && !asks ? <Button onClick={again}>Look again</Button> : null}
          {isOpen ? (
            <ButtonLink href={`mailto:${support}?subject=${encodeURIComponent(`Payment ${session}`)}`} tone="secondary">
              Write to {support}
            </ButtonLink>
          ) : null}
          {shown === 'login' || shown === 'waiting' ? null : (
            <ButtonLink href="/billing" tone="secondary">
              Billing
            </ButtonLink>
          )}
        </Row>
      </Card>
    </Stack>
  );
}

const loadOwn = async (signal: AbortSignal) => (await api.subscriptions(signal)).subscriptions.filter(({ live }) => live);

/** The address lost its number on the way: what is really there can be told all the same. */
function WithoutNumber() {
  const own = useLoaded(loadOwn);
  return (
    <Stack narrow>
      <h1>Your payment</h1>
      <Card icon="receipt">
        <p>This page was opened without the number of a payment. This is what you pay for:</p>
        <LoadedView of={own} what="Loading what you pay for" lines={2}>
          {(live) =>
            live.length === 0 ? (
              <Soft>Nothing yet. A payment that has just been made may take a minute.</Soft>
            ) : (
              <ul>
                {live.map((one) => (
                  <li key={one.guildId}>
                    {serverName(one)} <Badge tone={premiumWord(one.premium).tone}>{premiumWord(one.premium).text}</Badge>
                  </li>
                ))}
              </ul>
            )
          }
        </LoadedView>
        <Row>
          <Button tone="secondary" onClick={own.again}>
            Look again
          </Button>
          <ButtonLink href="/billing" tone="secondary">
            Billing
          </ButtonLink>
        </Row>
      </Card>
    </Stack>
  );
}

const words: Record<Shown, { title: string; text: string }> = {
  waiting: { title: 'Thank you', text: 'We are waiting for Stripe to confirm the payment. This takes a few seconds; you need not stay.' },
  late: {
    title: 'This takes longer than usual',
    text: 'Nothing is lost: Premium comes as soon as Stripe confirms the payment, whether this page is open or not. Some ways to pay take days. If a card was charged and Premium is not there in an hour, write to us.',
  },
  away: {
    title: 'We cannot tell just now',
    text: 'Our service does not answer. If you have paid, the payment is safe at Stripe and Premium comes by itself; do not pay a second time.',
  },
  active: { title: 'Premium is active', text: 'Everybody in the server has it from now on. A receipt comes by mail.' },
  unpaid: { title: 'Nothing was paid yet', text: 'The page of the payment was left before the end. Nothing was charged.' },
  expired: { title: 'The payment page has expired', text: 'Nothing was charged. You can begin again on the page of the server.' },
  unknown: {
    title: 'We know of no such payment',
    text: 'The link may be incomplete, or it belongs to somebody else. What you really pay for stands on the billing page.',
  },
  login: { title: 'Please log in', text: 'To show the payment we must know who you are. The payment itself is not touched by this.' },
};
