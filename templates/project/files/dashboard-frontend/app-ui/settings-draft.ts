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
export function rebase(draft: Draft, theirs: ServerSettings): { draft: Draft; conflicts: readonly Conflict[] } {
  const kept = Object.entries(draft.typed).filter(([name, mine]) => !isSame(theirs.settings[name] ?? null, mine));
  const conflicts = kept
    .filter(([name]) => !isSame(theirs.settings[name] ?? null, draft.saved.settings[name] ?? null))
    .map(([name, mine]) => ({ name, mine, theirs: theirs.settings[name] ?? null }));
  return { draft: { saved: theirs, typed: Object.fromEntries(kept) }, conflicts };
}

function isSame(a: SettingValue, b: SettingValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
