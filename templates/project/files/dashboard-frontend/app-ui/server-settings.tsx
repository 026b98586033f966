'use client';
/** Settings of one server. Two people may have this page open: nobody overwrites the other unseen, and nothing that was typed is lost. */
import { type FormEvent, useCallback, useEffect, useState } from 'react';
import type { ServerSettings as Saved } from '../api/answers.ts';
import { ApiFailure } from '../api/failure.ts';
import { Button, ButtonLink } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { TextField } from '../components/field.tsx';
import { Row, Stack } from '../components/layout.tsx';
import { Notice } from '../components/notice.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { api, useAction, useLoaded } from './api.ts';
import { keepDraft, keptDraft } from './draft-store.ts';
import { FailureNotice } from './failure-notice.tsx';
import { Focused } from './focused.tsx';
import { ServerHead } from './server-head.tsx';
import { type SettingField, settingFrom, settingGroups, settingText, wrongWith } from './setting-fields.ts';
import { type Draft, draftOf, isChanged, type Rebased, rebase, shownValue, type } from './settings-draft.ts';
import { OthersSaved } from './settings-others.tsx';

export function ServerSettings({ id }: { id: string }) {
  const settings = useLoaded(useCallback((signal: AbortSignal) => api.settings(id, signal), [id]));
  const { loaded, again } = settings;
  return (
    <Stack narrow>
      <ServerHead id={id} at="settings" lead="They hold for everybody in the server, from the next command on." />
      {loaded.state === 'loading' ? <Skeleton what="Loading the settings" /> : null}
      {loaded.state === 'failed' && loaded.failure.code === 'no-bot' ? <NoBot again={again} /> : null}
      {loaded.state === 'failed' && loaded.failure.code !== 'no-bot' ? (
        <FailureNotice failure={loaded.failure} again={again} leave />
      ) : null}
      {loaded.state === 'ready' ? <SettingsForm id={id} saved={loaded.value} /> : null}
    </Stack>
  );
}

export function NoBot({ again }: { again: () => void }) {
  return (
    <Notice tone="warn" title="The bot is not in this server" live>
      <p>Add it from the list of your servers. When it has just come, it may take half a minute until this page knows.</p>
      <Row>
        <ButtonLink href="/servers">Your servers</ButtonLink>
        <Button tone="secondary" onClick={again}>
          Look again
        </Button>
      </Row>
    </Notice>
  );
}

type Told = 'nothing' | 'saved' | 'others';

function SettingsForm({ id, saved }: { id: string; saved: Saved }) {
  const [{ draft, conflicts, changes }, setState] = useState<Rebased>(() => keptDraft(id, saved, sessionStorage));
  const [told, setTold] = useState<Told>(conflicts.length > 0 ? 'others' : 'nothing');
  const { busy, failure, act } = useAction();
  const put = (next: Draft, told: Told = 'nothing'): void => {
    setState({ draft: next, conflicts: [], changes: [] });
    setTold(told);
  };
  const edit = (name: string, value: ReturnType<typeof settingFrom>): void => {
    setState({ draft: type(draft, name, value), conflicts, changes });
    if (told === 'saved') setTold('nothing');
  };
  useEffect(() => keepDraft(id, draft, sessionStorage), [id, draft]);
  useLeaveGuard(isChanged(draft));

  const isWrong = settingGroups.some(({ fields }) => fields.some((field) => wrongWith(field, shownValue(draft, field.name)) !== undefined));
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (isWrong || !isChanged(draft)) return;
    void act(async () => {
      try {
        put(draftOf(await api.saveSettings(id, draft.saved.revision, draft.typed)), 'saved');
      } catch (error) {
        if (!(error instanceof ApiFailure) || error.code !== 'changed-meanwhile') throw error;
        setState(rebase(draft, await api.settings(id)));
        setTold('others');
      }
    });
  };

  return (
    <form onSubmit={save} noValidate>
      <Stack>
        {settingGroups.map(({ title, fields }) => (
          <Card key={title} as="section">
            <h2>{title}</h2>
            {fields.map((field) => (
              <Field key={field.name} field={field} draft={draft} edit={edit} />
            ))}
          </Card>
        ))}
        {told === 'saved' ? <Notice tone="good" title="Saved" live /> : null}
        {told === 'others' ? (
          <Focused>
            <OthersSaved conflicts={conflicts} changes={changes} typed={draft.typed} choose={edit} />
          </Focused>
        ) : null}
        {failure ? <FailureNotice failure={failure} kept="Log in: what you typed is kept in this tab, and waits for you here." /> : null}
        <Row>
          <Button type="submit" busy={busy} off={!isChanged(draft) || isWrong}>
            Save
          </Button>
          {isChanged(draft) ? (
            <Button tone="quiet" off={busy} onClick={() => put(draftOf(draft.saved))}>
              Take back what I typed
            </Button>
          ) : null}
        </Row>
      </Stack>
    </form>
  );
}

function Field({
  field,
  draft,
  edit,
}: {
  field: SettingField;
  draft: Draft;
  edit: (name: string, value: ReturnType<typeof settingFrom>) => void;
}) {
  const value = shownValue(draft, field.name);
  return (
    <TextField
      id={field.name}
      label={field.label}
      hint={field.hint}
      inputMode="numeric"
      autoComplete="off"
      value={settingText(value)}
      error={wrongWith(field, value)}
      onChange={({ target }) => edit(field.name, settingFrom(field, target.value))}
    />
  );
}

/** The browser asks before the page is left with something unsaved. */
function useLeaveGuard(hasUnsaved: boolean): void {
  useEffect(() => {
    if (!hasUnsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [hasUnsaved]);
}
