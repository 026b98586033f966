/**
 * What adoption makes of what it found. Pure: the same candidates give the same decision. Nothing is guessed: where two match equally, a person says which.
 */
import type { AnySurvey, Candidate } from '../core/adoption.ts';

/**
 * taken: sure, or somebody said so · proposed: likely, and nobody has said so yet · open: somebody has to say · none: nothing of the kind is there ·
 * declined: somebody said that it is none of these · unknown: could not look
 */
export type FoundState = 'taken' | 'proposed' | 'open' | 'none' | 'declined' | 'unknown';

export interface Decision {
  state: FoundState;
  chosen: readonly Candidate[];
  /** Of open and unknown. */
  why?: string;
}

/** Says that a survey's place stays empty. */
export const noneOfThese = 'none';

/** @param said id or name of the one that somebody chose, or `none` */
export function decide(survey: Pick<AnySurvey, 'pick'>, candidates: readonly Candidate[], said?: string): Decision {
  if (said === noneOfThese) return { state: 'declined', chosen: [] };
  if (candidates.length === 0) return { state: 'none', chosen: [] };
  if (survey.pick === 'each') return { state: 'taken', chosen: candidates };
  if (said !== undefined) return picked(candidates, said);
  for (const confidence of ['certain', 'likely'] as const) {
    const [first, ...more] = candidates.filter((candidate) => candidate.confidence === confidence);
    if (first && more.length === 0) return { state: confidence === 'certain' ? 'taken' : 'proposed', chosen: [first] };
    if (first) return { state: 'open', chosen: [], why: `${more.length + 1} match equally` };
  }
  return { state: 'open', chosen: [], why: candidates.length === 1 ? 'it may be something else' : `${candidates.length} may be it` };
}

function picked(candidates: readonly Candidate[], said: string): Decision {
  const byId = candidates.find(({ id }) => id === said);
  const byName = candidates.filter(({ name }) => name === said);
  const found = byId ?? (byName.length === 1 ? byName[0] : undefined);
  if (found) return { state: 'taken', chosen: [found] };
  return { state: 'open', chosen: [], why: `nothing of this kind is called ${said}` };
}

/** Those that give come before those that take; where they wait for each other, the one goes first that waits for the fewest, for what it only tolerates. */
export function inOrder(surveys: readonly AnySurvey[]): AnySurvey[] {
  const left = [...surveys];
  const sorted: AnySurvey[] = [];
  const awaited = (one: AnySurvey, keys: readonly string[]): number =>
    left.filter((other) => other !== one && other.gives.some((key) => keys.includes(key) && !one.gives.includes(key))).length;
  while (left.length > 0) {
    const able = left.filter((one) => awaited(one, one.needs) === 0);
    const patience = (able.length > 0 ? able : left).map((one) => ({ one, waits: awaited(one, one.tolerates ?? []) }));
    const free = patience.find(({ waits }) => waits === Math.min(...patience.map((other) => other.waits)))?.one;
    if (!free) break;
    left.splice(left.indexOf(free), 1);
    sorted.push(free);
  }
  return sorted;
}
