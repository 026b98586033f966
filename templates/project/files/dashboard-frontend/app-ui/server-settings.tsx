'use client';
/** Settings of one server. Two people may have this page open: nobody overwrites the other unseen. */
import { type FormEvent, useCallback, useState } from 'react';
import type { ServerSettings as Saved } from '../api/answers.ts';
import { ApiFailure } from '../api/failure.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { TextField } from '../components/field.tsx';
import { Row, Stack } from '../components/layout.tsx';
import { Notice } from '../components/notice.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { api, useAction, useLoaded } from './api.ts';
import { FailureNotice } from './failure-notice.tsx';
import { LoadedView } from './loaded-view.tsx';
import { type Conflict, draftOf, isChanged, rebase, shownValue, type } from './settings-draft.ts';

export function ServerSettings({ id }: { id: string }) {
  const settings = useLoaded(useCallback((signal: AbortSignal) => api.settings(id, signal), [id]));
  return (
    <Stack narrow>
      <PageHeader title="Settings" actions={<ButtonLink href={`/servers/${id}/premium`}>Premium of this server</ButtonLink>}>
        They hold for everybody in the server, from the next command on.
      </PageHeader>
      <LoadedView of={settings} what="Loading the settings">
        {(saved) => <SettingsForm id={id} saved={saved} />}
      </LoadedView>
    </Stack>
  );
}

const names: Readonly<Record<string, string>> = { giveawayChannel: 'Channel of giveaways', giveawayWinners: 'Winners of a giveaway' };

function SettingsForm({ id, saved }: { id: string; saved: Saved }) {
  const [draft, setDraft] = useState(() => draftOf(saved));
  const [conflicts, setConflicts] = useState<readonly Conflict[]>([]);
  const [told, setTold] = useState<'saved' | 'others'>();
  const { busy, failure, act } = useAction();
  const channel = String(shownValue(draft, 'giveawayChannel') ?? '');
  const isWrong = channel !== '' && !/^\d{17,20}$/.test(channel);

  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (isWrong || !isChanged(draft)) return;
    setTold(undefined);
    void act(async () => {
      try {
        setDraft(draftOf(await api.saveSettings(id, draft.saved.revision, draft.typed)));
        setConflicts([]);
        setTold('saved');
      } catch (error) {
        if (!(error instanceof ApiFailure) || error.code !== 'changed-meanwhile') throw error;
        const laid = rebase(draft, await api.settings(id));
        setDraft(laid.draft);
        setConflicts(laid.conflicts);
        setTold('others');
      }
    });
  };

  const winners = shownValue(draft, 'giveawayWinners');
  return (
    <form onSubmit={save} noValidate>
      <Stack>
        <Card>
          <h2>Giveaways</h2>
          <TextField
            id="giveawayChannel"
            label={names.giveawayChannel}
            hint="Id of the channel in which they are posted when the command names none. In Discord: right click on the channel, Copy Channel ID. Empty: where the command is used."
            inputMode="numeric"
            autoComplete="off"
            value={channel}
            error={isWrong ? 'An id has 17 to 20 digits.' : undefined}
            onChange={({ target }) => setDraft(type(draft, 'giveawayChannel', target.value.trim() || null))}
          />
          <TextField
            id="giveawayWinners"
            label={names.giveawayWinners}
            hint="How many win when the command does not say. What your plan allows still holds."
            type="number"
            min={1}
            max={50}
            value={typeof winners === 'number' ? winners : ''}
            placeholder="1"
            onChange={({ target }) =>
              setDraft(type(draft, 'giveawayWinners', target.value === '' ? null : Math.max(1, Math.trunc(Number(target.value)))))
            }
          />
        </Card>
        {told === 'saved' ? <Notice tone="good" title="Saved" live /> : null}
        {told === 'others' ? <Others conflicts={conflicts} /> : null}
        {failure ? <FailureNotice failure={failure} /> : null}
        <Row>
          <Button type="submit" busy={busy} off={!isChanged(draft) || isWrong}>
            Save
          </Button>
          {isChanged(draft) ? (
            <Button
              tone="quiet"
              onClick={() => {
                setDraft(draftOf(draft.saved));
                setConflicts([]);
              }}
            >
              Take back what I typed
            </Button>
          ) : null}
        </Row>
      </Stack>
    </form>
  );
}

function Others({ conflicts }: { conflicts: readonly Conflict[] }) {
  return (
    <Notice tone="warn" title="Somebody else has saved meanwhile" live>
      <p>
        Nothing of yours was saved yet, and nothing of theirs is lost. What you typed stands on top of what they saved: look, then save
        again.
      </p>
      {conflicts.length > 0 ? (
        <ul>
          {conflicts.map(({ name, mine, theirs }) => (
            <li key={name}>
              {names[name] ?? name}: theirs is “{String(theirs ?? 'empty')}”, yours is “{String(mine ?? 'empty')}”.
            </li>
          ))}
        </ul>
      ) : null}
    </Notice>
  );
}
