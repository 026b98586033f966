/**
 * A form over settings that others may change at the same time. What was typed is never lost: after a conflict it is laid over what the others saved, and what
 * both changed is named.
 */
import type { ServerSettings, Settings, SettingValue } from '../api/answers.ts';

export interface Draft {
  /** As last read from the API. */
  saved: ServerSettings;
  /** What was typed and differs from it. */
  typed: Settings;
}

export interface Conflict {
  name: string;
  mine: SettingValue;
  theirs: SettingValue;
}

/** What others changed and I did not. */
export interface Change {
  name: string;
  before: SettingValue;
  now: SettingValue;
}

export interface Rebased {
  draft: Draft;
  conflicts: readonly Conflict[];
  changes: readonly Change[];
}

export function draftOf(saved: ServerSettings): Draft {
  return { saved, typed: {} };
}

export function shownValue({ saved, typed }: Draft, name: string): SettingValue {
  return (name in typed ? typed[name] : saved.settings[name]) ?? null;
}

/** Typing what stands there already is no change. */
export function type(draft: Draft, name: string, value: SettingValue): Draft {
  const { [name]: _before, ...others } = draft.typed;
  return { saved: draft.saved, typed: isSame(draft.saved.settings[name] ?? null, value) ? others : { ...others, [name]: value } };
}

export function isChanged({ typed }: Draft): boolean {
  return Object.keys(typed).length > 0;
}

/** Somebody else has saved: what I typed stays typed, on top of theirs. */
export function rebase(draft: Draft, theirs: ServerSettings): Rebased {
  const now = (name: string): SettingValue => theirs.settings[name] ?? null;
  const before = (name: string): SettingValue => draft.saved.settings[name] ?? null;
  const typed = Object.fromEntries(Object.entries(draft.typed).filter(([name, mine]) => !isSame(now(name), mine)));
  const names = [...new Set([...Object.keys(draft.saved.settings), ...Object.keys(theirs.settings)])];
  const moved = names.filter((name) => !isSame(now(name), before(name)));
  return {
    draft: { saved: theirs, typed },
    conflicts: moved.filter((name) => name in typed).map((name) => ({ name, mine: typed[name] ?? null, theirs: now(name) })),
    changes: moved.filter((name) => !(name in typed)).map((name) => ({ name, before: before(name), now: now(name) })),
  };
}

function isSame(a: SettingValue, b: SettingValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
