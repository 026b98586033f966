/**
 * What was adopted is recorded: answers, values, accounts, and what is taken as it is. The only part of an adoption that writes, and only on this disk.
 */
import type { Change } from '../core/change.ts';
import { infoOf, type Key } from '../core/keys.ts';
import { accept } from './accept.ts';
import type { Surveyed } from './adopt.ts';
import { type Gaps, keptPaths } from './adopt-gaps.ts';
import { reveal } from './adopt-known.ts';
import { pinAccounts } from './preflight.ts';
import type { Walk } from './walk.ts';

/** How long a difference that cannot be mended in place is lived with before it is asked about again. */
const keptDays = 365;

/** Keys that would be written, with what rests on nothing but guesses left out. */
export function recordable({ learned }: Surveyed): Surveyed['learned'] {
  return learned.filter(({ proposed }) => !proposed);
}

export async function record(walk: Walk, surveyed: Surveyed, gaps: Gaps, by: string): Promise<void> {
  const { workspace } = walk;
  const taken = surveyed.found.filter(({ state }) => state === 'taken');
  // Answers first: a value without the name by which its task finds the thing would be taken for that of another one.
  const learned = [...recordable(surveyed)].sort((a, b) => order(a.key) - order(b.key));
  for (const { key, value, from } of learned) {
    const text = reveal(value);
    const { kept, owner } = infoOf(key);
    if (kept === 'answers' || (kept === 'credentials' && owner === 'operator')) await workspace.answer(key, text);
    else await workspace.keep(taskOf(surveyed, from), key, text);
  }
  for (const { survey, chosen } of taken)
    for (const { id, name, confidence } of chosen)
      await workspace.journal.append({ kind: 'adopted', survey: survey.id, task: survey.task, id, name, confidence });
  await pinAccounts(
    walk,
    surveyed.vendors.flatMap(({ vendor, title, identity }) => (identity ? [{ vendor, title, identity }] : [])),
  );
  const until = new Date(walk.clock.now().getTime() + keptDays * 86_400_000).toISOString();
  const kept = keptPaths({ found: taken });
  for (const { task, state, keeps } of gaps.tasks) {
    const mine = keeps.filter(({ path }) => kept.get(task.id)?.includes(path));
    await accept(walk, task, state === 'later' ? standing(taken, task.id) : mine, {
      by,
      until,
      note: 'adopted as it is: its vendor changes it only by making another one',
    });
  }
}

/** Of things that the plan could not see yet, as they were found. */
function standing(taken: Surveyed['found'], task: string): Change[] {
  const chosen = taken.filter(({ survey }) => survey.task === task).flatMap((found) => found.chosen);
  return chosen.flatMap(({ stands = {} }) => Object.entries(stands).map(([path, from]) => ({ path, from, to: undefined })));
}

function order(key: Key): number {
  return { answers: 0, credentials: 1, values: 2, env: 3 }[infoOf(key).kept];
}

function taskOf({ found }: Surveyed, from: string): string {
  return found.find(({ survey }) => survey.id === from)?.survey.task ?? 'adopt';
}
