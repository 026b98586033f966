'use client';
/** A copy of everything about me: asked for, being made, fetched. */
import { useEffect } from 'react';
import type { PrivacyRequest } from '../api/answers.ts';
import { Badge } from '../components/badge.tsx';
import { Button } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { Spread } from '../components/layout.tsx';
import { api, useAction } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';
import { dayOf, privacyWord } from './words.ts';

const lookEveryMs = 10_000;
/** After that many looks the page leaves it to the person. */
const mostLooks = 60;

export function DataCopy({ requests, again }: { requests: readonly PrivacyRequest[]; again: () => void }) {
  const { busy, failure, act } = useAction();
  const exports = requests.filter(({ kind }) => kind === 'export');
  const isMaking = exports.some(({ status }) => status === 'requested');
  const ask = (): Promise<void> =>
    act(async () => {
      await api.askExport();
      again();
    });
  useEffect(() => {
    if (!isMaking) return;
    let looks = 0;
    const timer = setInterval(() => {
      looks += 1;
      if (looks > mostLooks) clearInterval(timer);
      else if (!document.hidden) again();
    }, lookEveryMs);
    return () => clearInterval(timer);
  }, [isMaking, again]);
  return (
    <Card icon="shield" as="section">
      <Spread>
        <h2>A copy of your data</h2>
        <Button tone="secondary" busy={busy} off={isMaking} onClick={() => void ask()}>
          {isMaking ? 'It is being made' : 'Make a copy'}
        </Button>
      </Spread>
      <p>Everything that we keep about you, in one file that programs can read. It takes a few minutes and can be asked for once a day.</p>
      {failure ? <FailureNotice failure={failure} /> : null}
      <ul aria-live="polite">
        {exports.map((one) => (
          <li key={one.id}>
            Asked for on {dayOf(one.createdAt)}: <Badge tone={privacyWord(one).tone}>{privacyWord(one).text}</Badge>{' '}
            {one.url ? <a href={one.url}>Download{one.expiresAt ? ` (until ${dayOf(one.expiresAt)})` : ''}</a> : null}
            {one.status === 'requested' ? `By ${dayOf(one.dueAt)} at the latest; this page shows it by itself.` : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}
