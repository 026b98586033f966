/**
 * The workspace as it would be with a service at another place: its values over those of the operator, kept in the record of the move and nowhere else. So the tasks
 * of the phases prepare a second place while everything that is true stays true.
 */
import type { Doors } from '../core/doors.ts';
import type { Entry, Journal } from '../core/journal.ts';
import { isKey, isSecret, type Key, type Values } from '../core/keys.ts';
import type { Move, MoveRecord } from '../core/move.ts';
import type { Workspace } from '../core/workspace.ts';
import type { Walk } from './walk.ts';

/** Known to the tasks of a move only. */
export const ownKeys: readonly Key[] = ['MOVING', 'MOVE_SIGNS', 'MOVE_TTL'];

/**
 * A walk that sees the values of one place, and keeps what tasks give there in the record.
 * @param save writes the record
 */
export function shadowOf(walk: Walk, move: Move, record: MoveRecord, side: 'old' | 'new', save: () => Promise<void>): Walk {
  const { workspace } = walk;
  const own = record[side];
  const note = async (key: Key, text: string): Promise<void> => {
    if (isSecret(key)) throw new Error(`${key} is a secret, and does not belong into the record of a move`);
    if (own[key] === text) return;
    own[key] = text;
    await save();
  };
  const journal = prefixed(workspace.journal);
  const shadow: Workspace = {
    ...workspace,
    journal,
    values: () => valuesOf(workspace.values(), move, record, side),
    // A token is the operator's, wherever the service ends up.
    answer: (key, text) => (isSecret(key) ? workspace.answer(key, text) : note(key, text)),
    keep: (_task, key, text) => note(key, text),
    remember: async (task) => {
      record.remembered[side][task] = { at: walk.clock.now().toISOString() };
      await save();
    },
    recall: (task) => {
      const at = record.remembered[side][task]?.at ?? (side === 'old' ? workspace.recall(task)?.at : undefined);
      return at === undefined ? undefined : { at, fingerprints: {} };
    },
  };
  return { ...walk, workspace: shadow, doors: doorsOf(walk.doors) };
}

/** Those of the workspace, but of the place itself only what is known of this side. Both sides run the commit that runs. */
export function valuesOf(real: Partial<Values>, move: Move, record: MoveRecord, side: 'old' | 'new'): Partial<Values> {
  const others = Object.entries(real).filter(([key]) => !isKey(key) || !move.values.includes(key));
  const shared = Object.fromEntries(ownKeys.flatMap((key) => (record.new[key] === undefined ? [] : [[key, record.new[key]]])));
  const all: Record<string, unknown> = { ...Object.fromEntries(others), CODE_COMMIT: record.commit, ...shared, ...record[side] };
  return all as Partial<Values>;
}

/** What a move has in flight is not what a deploy has in flight, although the same tasks do it. */
function nameOf(task: string): string {
  return `move: ${task}`;
}

function prefixed(journal: Journal): Journal {
  const renamed = (entry: Entry): Entry => ('task' in entry ? { ...entry, task: nameOf(entry.task) } : entry);
  return {
    append: (entry) => journal.append(renamed(entry)),
    entries: () => journal.entries(),
    inFlight: (task) => journal.inFlight(nameOf(task)),
  };
}

function doorsOf(doors: Doors): Doors {
  return {
    open: (vendor, scope) => doors.open(vendor, { ...scope, by: nameOf(scope.by) }),
    forget: (vendor) => doors.forget(vendor),
    sent: () => doors.sent(),
    lastCall: (by) => doors.lastCall(nameOf(by)),
    thrown: (by) => doors.thrown(nameOf(by)),
  };
}
