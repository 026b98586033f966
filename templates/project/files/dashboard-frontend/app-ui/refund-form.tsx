'use client';
import { type FormEvent, useCallback, useState } from 'react';
import { track } from '../analytics/track.ts';
import type { Plan, RefundOffer } from '../api/answers.ts';
import { Button } from '../components/button.tsx';
import { TextArea } from '../components/field.tsx';
import { Row, Stack } from '../components/layout.tsx';
import { Notice } from '../components/notice.tsx';
import { money } from '../site/money.ts';
import { api, useAction, useLoaded } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';
import { Focused } from './focused.tsx';
import { LoadedView } from './loaded-view.tsx';
import { refundTold } from './refund-words.ts';
import { refundWord } from './words.ts';

export function RefundForm({ guildId, plan, asked }: { guildId: string; plan: Plan; asked: () => void }) {
  const offer = useLoaded(useCallback((signal: AbortSignal) => api.refundOffer(guildId, signal), [guildId]));
  return (
    <LoadedView of={offer} what="Asking what the policy says" part>
      {(value) => <Ask guildId={guildId} plan={plan} offer={value} asked={asked} />}
    </LoadedView>
  );
}

export function Ask({ guildId, plan, offer, asked }: { guildId: string; plan: Plan; offer: RefundOffer; asked: () => void }) {
  const [reason, setReason] = useState('');
  const [done, setDone] = useState<string>();
  const { busy, failure, act } = useAction();
  const { title, lines, canAsk, needsReason } = refundTold(offer);
  const lacks = needsReason && reason.trim() === '';
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (lacks) return;
    void act(async () => {
      const { amount, currency, status } = await api.askRefund(guildId, reason.trim());
      track('refund_request', { plan });
      asked();
      setDone(
        status === 'review'
          ? 'A person looks at it. What they decide stands below, under refunds.'
          : `${money(amount, currency)} goes back to where it came from. Banks take up to 10 working days. You see its state below, under refunds.`,
      );
    });
  };
  if (done)
    return (
      <Focused>
        <Notice tone="good" title="We have your request" live>
          <p>{done}</p>
        </Notice>
      </Focused>
    );
  return (
    <form onSubmit={send} noValidate>
      <Stack tight>
        <h3>{title}</h3>
        {lines.map((text) => (
          <p key={text}>{text}</p>
        ))}
        {offer.request ? <p>It is: {refundWord(offer.request.status).text}.</p> : null}
        {canAsk ? (
          <>
            <TextArea
              id={`reason-${guildId}`}
              label={needsReason ? 'Why?' : 'Why? (you need not say)'}
              rows={3}
              maxLength={1000}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
            {failure ? <FailureNotice failure={failure} /> : null}
            <Row>
              <Button type="submit" tone="danger" busy={busy} off={lacks}>
                Ask for the refund
              </Button>
            </Row>
          </>
        ) : null}
      </Stack>
    </form>
  );
}
