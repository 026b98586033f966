'use client';
/** Who I am here, where I am logged in, a copy of my data, and its deletion. */
import { useState } from 'react';
import type { LoginSession, Me, PrivacyRequest } from '../api/answers.ts';
import { Badge } from '../components/badge.tsx';
import { Button, ButtonLink } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { DataList } from '../components/data-list.tsx';
import { Row, Spread, Stack } from '../components/layout.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { DataCopy } from './account-copy.tsx';
import { Deletion, DeletionScheduled, DeletionWaits, type Kept } from './account-deletion.tsx';
import { api, useAction, useLoaded } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';
import { LoadedView } from './loaded-view.tsx';
import { dayOf } from './words.ts';

interface Known {
  me: Me;
  sessions: readonly LoginSession[];
  requests: readonly PrivacyRequest[];
}

const load = async (signal: AbortSignal): Promise<Known> => {
  const me = await api.me(signal);
  const [{ sessions }, { requests }] = await Promise.all([api.sessions(signal), api.privacyRequests(signal)]);
  return { me, sessions, requests };
};

/** @param kept what a deletion leaves, and why @param days until a deletion runs */
export function Account({ kept, days }: { kept: readonly Kept[]; days: number }) {
  const known = useLoaded(load);
  const [runsAt, setRunsAt] = useState<string>();
  return (
    <Stack>
      <PageHeader title="Your account">What we know of you, and what you can do about it.</PageHeader>
      {runsAt ? (
        <DeletionScheduled runsAt={runsAt} />
      ) : (
        <LoadedView of={known} what="Loading your account">
          {({ me, sessions, requests }) => (
            <Stack>
              {me.deletion ? <DeletionWaits runsAt={me.deletion.runsAt} again={known.again} /> : null}
              <Who me={me} />
              <Sessions sessions={sessions} again={known.again} />
              <DataCopy requests={requests} again={known.again} />
              {me.deletion ? null : <Deletion kept={kept} days={days} scheduled={setRunsAt} />}
            </Stack>
          )}
        </LoadedView>
      )}
    </Stack>
  );
}

export function Who({ me: { user, isOwner } }: { me: Me }) {
  return (
    <Card icon="person" as="section">
      <h2>{user.name || 'You'}</h2>
      <DataList items={[{ name: 'Id at Discord', value: <code>{user.id}</code> }]} />
      {isOwner ? (
        <Row>
          <ButtonLink href="/owner" tone="secondary">
            Requests that wait for you
          </ButtonLink>
        </Row>
      ) : null}
    </Card>
  );
}

export function Sessions({ sessions, again }: { sessions: readonly LoginSession[]; again: () => void }) {
  const { busy, failure, act } = useAction();
  const end = (id: string): Promise<void> =>
    act(async () => {
      await api.endSession(id);
      again();
    });
  const endAll = (): Promise<void> =>
    act(async () => {
      await api.logoutEverywhere();
      location.assign('/');
    });
  return (
    <Card as="section">
      <Spread>
        <h2>Where you are logged in</h2>
        <Button tone="secondary" busy={busy} onClick={() => void endAll()}>
          Log out everywhere
        </Button>
      </Spread>
      {failure ? <FailureNotice failure={failure} /> : null}
      <ul>
        {sessions.map(({ id, device, createdAt, lastSeenAt, current }) => (
          <li key={id}>
            <Row>
              <span>
                {device ?? 'A browser'}, since {dayOf(createdAt)}, last used on {dayOf(lastSeenAt)}
              </span>
              {current ? (
                <Badge tone="good">this one</Badge>
              ) : (
                <Button tone="quiet" busy={busy} aria-label={`End the session of ${device ?? 'a browser'}`} onClick={() => void end(id)}>
                  End it
                </Button>
              )}
            </Row>
          </li>
        ))}
      </ul>
    </Card>
  );
}
