/**
 * The moment of a move in which the new place becomes the one that counts: what is known of it goes from the record into the workspace.
 */
import { infoOf, type Key } from '../core/keys.ts';
import type { MoveRecord } from '../core/move.ts';
import type { AnyTask } from '../core/task.ts';
import { producers } from './graph.ts';
import { ownKeys } from './move-shadow.ts';
import type { Walk } from './walk.ts';

/** May be done again: what is known already is not written. */
export async function keepNew({ workspace, catalogue }: Walk, record: MoveRecord): Promise<void> {
  const made = producers(catalogue.phases.flatMap((phase) => phase.tasks));
  const all = (Object.entries(record.new) as [Key, string][]).filter(([key]) => !ownKeys.includes(key));
  const answers = all.filter(([key]) => infoOf(key).owner === 'operator');
  const known = workspace.values();
  for (const [key, text] of all)
    if (infoOf(key).owner !== 'operator' && known[key] !== text) await workspace.keep(made.get(key)?.id ?? 'move', key, text);
  for (const [key, text] of answers) if (known[key] !== text) await workspace.answer(key, text);
  for (const task of Object.keys(record.remembered.new)) if (isOfPhases(catalogue.phases, task)) await workspace.remember(task);
}

function isOfPhases(phases: Walk['catalogue']['phases'], id: string): boolean {
  return phases.some(({ tasks }) => tasks.some((task: AnyTask) => task.id === id));
}
