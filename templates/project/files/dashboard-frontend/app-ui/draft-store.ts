/** Keeps what was typed over a login that ended in the middle, in this tab alone. Where the browser keeps nothing, nothing is kept. */
import type { ServerSettings } from '../api/answers.ts';
import { type Draft, draftOf, isChanged, type Rebased, rebase } from './settings-draft.ts';

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const keyOf = (server: string): string => `draft-${server}`;

export function keepDraft(server: string, draft: Draft, store: Store): void {
  try {
    if (isChanged(draft)) store.setItem(keyOf(server), JSON.stringify(draft));
    else store.removeItem(keyOf(server));
  } catch {
    // Private windows and full stores refuse: the form itself still has it.
  }
}

/** What was typed before, laid over what is saved now. */
export function keptDraft(server: string, saved: ServerSettings, store: Store): Rebased {
  const kept = read(server, store);
  return kept === undefined ? { draft: draftOf(saved), conflicts: [], changes: [] } : rebase(kept, saved);
}

function read(server: string, store: Store): Draft | undefined {
  try {
    const text = store.getItem(keyOf(server));
    const found: unknown = text === null ? undefined : JSON.parse(text);
    return isDraft(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function isDraft(found: unknown): found is Draft {
  const { saved, typed } = (found ?? {}) as Partial<Draft>;
  return typeof typed === 'object' && typed !== null && typeof saved?.settings === 'object' && saved.settings !== null;
}
