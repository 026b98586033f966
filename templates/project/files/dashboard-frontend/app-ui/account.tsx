'use client';
/** Who I am here, where I am logged in, a copy of my data, and its deletion. */
import { type FormEvent, useState } from 'react';
import type { LoginSession, Me, PrivacyRequest } from '../api/answers.ts';
import { Badge } from '../components/badge.tsx';
import { Button, ButtonLink } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { DataList } from '../components/data-list.tsx';
import { TextField } from '../components/field.tsx';
import { Row, Soft, Spread, Stack } from '../components/layout.tsx';
import { Notice } from '../components/notice.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { api, useAction, useLoaded } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';
import { LoadedView } from './loaded-view.tsx';
import { dayOf, privacyWord } from './words.ts';

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

export function Account() {
  const known = useLoaded(load);
  return (
    <Stack>
      <PageHeader title="Your account">What we know of you, and what you can do about it.</PageHeader>
      <LoadedView of={known} what="Loading your account">
        {({ me, sessions, requests }) => (
          <Stack>
            <Who me={me} />
            <Sessions sessions={sessions} again={known.again} />
            <Copy requests={requests} again={known.again} />
            <Deletion me={me} again={known.again} />
          </Stack>
        )}
      </LoadedView>
    </Stack>
  );
}

function Who({ me: { user, isOwner } }: { me: Me }) {
  return (
    <Card icon="person">
      <h2>{user.name}</h2>
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

function Sessions({ sessions, again }: { sessions: readonly LoginSession[]; again: () => void }) {
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
    <Card>
      <Spread>
        <h2>Where you are logged in</h2>
        <Button tone="secondary" busy={busy} onClick={() => void endAll()}>
          Log out everywhere
        </Button>
      </Spread>
      {failure ? <FailureNotice failure={failure} /> : null}
      <ul>
        {sessions.map(({ id, device, createdAt, current }) => (
          <li key={id}>
            <Row>
              <span>
                {device ?? 'A browser'}, since {dayOf(createdAt)}
              </span>
              {current ? (
                <Badge tone="good">this one</Badge>
              ) : (
                <Button tone="quiet" busy={busy} onClick={() => void end(id)}>
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

function Copy({ requests, again }: { requests: readonly PrivacyRequest[]; again: () => void }) {
  const { busy, failure, act } = useAction();
  const exports = requests.filter(({ kind }) => kind === 'export');
  const ask = (): Promise<void> =>
    act(async () => {
      await api.askExport();
      again();
    });
  return (
    <Card icon="shield">
      <Spread>
        <h2>A copy of your data</h2>
        <Button tone="secondary" busy={busy} onClick={() => void ask()}>
          Make a copy
        </Button>
      </Spread>
      <p>Everything that we keep about you, in one file that programs can read. It is made in a few minutes; load this page again then.</p>
      {failure ? <FailureNotice failure={failure} /> : null}
      {exports.length > 0 ? (
        <ul>
          {exports.map((one) => (
            <li key={one.id}>
              {dayOf(one.createdAt)} <Badge tone={privacyWord(one).tone}>{privacyWord(one).text}</Badge>{' '}
              {one.url ? <a href={one.url}>Download{one.expiresAt ? ` (until ${dayOf(one.expiresAt)})` : ''}</a> : null}
            </li>
          ))}
        </ul>
      ) : null}
    </Card>
  );
}

const word = 'delete';

function Deletion({ me: { deletion }, again }: { me: Me; again: () => void }) {
  const [typed, setTyped] = useState('');
  const { busy, failure, act } = useAction();
  const isRight = typed.trim().toLowerCase() === word;
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    if (!isRight) return;
    void act(async () => {
      await api.askDeletion();
      again();
    });
  };
  const keep = (): Promise<void> =>
    act(async () => {
      await api.cancelDeletion();
      again();
    });
  if (deletion)
    return (
      <Notice tone="warn" title={`Everything about you is deleted on ${dayOf(deletion.runsAt)}`}>
        <p>Until then you can change your mind.</p>
        {failure ? <FailureNotice failure={failure} /> : null}
        <Row>
          <Button busy={busy} onClick={() => void keep()}>
            Keep my data
          </Button>
        </Row>
      </Notice>
    );
  return (
    <Card>
      <h2>Delete everything about you</h2>
      <p>
        It runs after some days in which you can change your mind, and cannot be undone then. Subscriptions are cancelled. What the law
        makes us keep, such as proof of payments and withdrawals, stays as long as it must and is used for nothing else.
      </p>
      <form onSubmit={ask} noValidate>
        <Stack tight>
          <TextField
            id="confirm"
            label={`Type “${word}” to confirm`}
            autoComplete="off"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
          {failure ? <FailureNotice failure={failure} /> : null}
          <Row>
            <Button type="submit" tone="danger" busy={busy} off={!isRight}>
              Delete my data
            </Button>
          </Row>
        </Stack>
      </form>
      <Soft small>
        The <a href="/legal/privacy">privacy policy</a> says what is kept and why.
      </Soft>
    </Card>
  );
}
