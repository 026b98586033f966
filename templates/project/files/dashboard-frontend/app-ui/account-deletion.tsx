'use client';
/** Being forgotten: what goes, what stays and why, the confirmation, and changing one's mind. */
import { type FormEvent, useState } from 'react';
import { loginPage } from '../api/login-link.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { TextField } from '../components/field.tsx';
import { Row, Soft, Stack } from '../components/layout.tsx';
import { Notice } from '../components/notice.tsx';
import { api, useAction } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';
import { Focused } from './focused.tsx';
import { dayOf } from './words.ts';

/** Something that stays after a deletion; from the project's map of data (`packages/config/src/data-map.ts`). */
export interface Kept {
  purpose: string;
  why: string;
}

const word = 'delete';

interface Props {
  kept: readonly Kept[];
  days: number;
  scheduled: (runsAt: string) => void;
}

export function Deletion({ kept, days, scheduled }: Props) {
  const [typed, setTyped] = useState('');
  const { busy, failure, act } = useAction();
  const isRight = typed.trim().toLowerCase() === word;
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    if (!isRight) return;
    void act(async () => {
      const { runsAt, dueAt } = await api.askDeletion();
      scheduled(runsAt ?? dueAt);
    });
  };
  return (
    <Card as="section">
      <h2>Delete everything about you</h2>
      <p>
        It runs after {days} {days === 1 ? 'day' : 'days'}; until then you can change your mind. You are logged out everywhere at once, and
        subscriptions that still run are cancelled with the deletion. Servers keep their settings: they belong to the servers.
      </p>
      {kept.length > 0 ? (
        <>
          <p>This stays, without anything that is not needed for it:</p>
          <ul>
            {kept.map(({ purpose, why }) => (
              <li key={purpose}>
                <strong>{purpose}</strong>: {why}.
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <form onSubmit={ask} noValidate>
        <Stack tight>
          <TextField
            id="confirm"
            label={`Type “${word}” to confirm`}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
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
        The <a href="/legal/privacy">privacy policy</a> says for how long.
      </Soft>
    </Card>
  );
}

/** Right after asking: the login has ended, so nothing else can be shown. */
export function DeletionScheduled({ runsAt }: { runsAt: string }) {
  return (
    <Focused>
      <Notice tone="good" title={`Everything about you is deleted on ${dayOf(runsAt)}`} live>
        <p>You are logged out everywhere. To change your mind, log in before that day: this page then offers to keep your data.</p>
        <Row>
          <ButtonLink href="/">To the front page</ButtonLink>
          <ButtonLink href={loginPage('/account')} tone="secondary">
            Log in again
          </ButtonLink>
        </Row>
      </Notice>
    </Focused>
  );
}

export function DeletionWaits({ runsAt, again }: { runsAt: string; again: () => void }) {
  const { busy, failure, act } = useAction();
  const keep = (): Promise<void> =>
    act(async () => {
      await api.cancelDeletion();
      again();
    });
  return (
    <Notice tone="warn" title={`Everything about you is deleted on ${dayOf(runsAt)}`}>
      <p>You asked for it. Until then you can change your mind.</p>
      {failure ? <FailureNotice failure={failure} /> : null}
      <Row>
        <Button busy={busy} onClick={() => void keep()}>
          Keep my data
        </Button>
      </Row>
    </Notice>
  );
}
