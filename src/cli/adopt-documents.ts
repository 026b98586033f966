/**
 * `k77 adopt --json`. The shape is promised to scripts: it only ever grows. Secrets are named, never shown.
 */
import type { Candidate } from '../core/adoption.ts';
import type { Change } from '../core/change.ts';
import { isSecret } from '../core/keys.ts';
import type { Found, Surveyed } from '../engine/adopt.ts';
import type { GapState, Gaps } from '../engine/adopt-gaps.ts';
import { gapStates } from '../engine/adopt-gaps.ts';
import type { Place } from './documents.ts';

export interface AdoptEnd extends Place {
  recorded: boolean;
  /** What was made by hand in an empty rehearsal just now. */
  scene?: readonly string[];
  writes: number;
  next: string;
}

/** A decision that a person has to make, and how to say it. */
export interface Open {
  survey: string;
  title: string;
  why: string;
  decide: readonly string[];
}

export function adoptDocument(end: AdoptEnd, surveyed: Surveyed, gaps: Gaps) {
  const { found, vendors, secrets, conflicts, learned } = surveyed;
  const { environment, root, recorded, scene, writes, next } = end;
  return {
    environment,
    root,
    recorded,
    ...(scene ? { scene: { made: scene.length, things: scene } } : {}),
    vendors: vendors.map(({ vendor, identity, refused, lacks }) => ({
      vendor,
      ...(identity ? { account: identity.account, mode: identity.mode } : {}),
      ...(refused ? { refused } : {}),
      ...(lacks ? { lacks } : {}),
    })),
    found: found.map(foundDocument),
    secrets: secrets.map(({ key, from, proof }) => ({ key, from, ...(proof ? { proof } : {}) })),
    answers: Object.fromEntries(
      learned.flatMap(({ key, value, from }) => (from === 'asked' || isSecret(key) ? [] : [[key, String(value)]])),
    ),
    kept: gaps.tasks.flatMap(({ task, keeps }) => keeps.map(({ path, from }) => ({ task: task.id, path, is: from ?? null }))),
    conflicts,
    open: openOf(found),
    gaps: {
      summary: summaryOf(gaps),
      steps: gaps.steps,
      tasks: gaps.tasks.map(({ task, state, changes, why }) => ({
        task: task.id,
        title: task.title,
        guide: task.guide,
        state,
        ...(why === undefined ? {} : { why }),
        changes: changes.map(changeDocument),
      })),
      assumed: gaps.assumed,
    },
    writes,
    next,
  };
}

function foundDocument({ survey, phase, state, why, candidates, chosen }: Found) {
  return {
    survey: survey.id,
    task: survey.task,
    phase,
    guide: survey.guide,
    title: survey.title,
    state,
    ...(why === undefined ? {} : { why }),
    matches: candidates.map((one) => ({ ...matchDocument(one), chosen: chosen.includes(one) })),
  };
}

function matchDocument({ id, name, about, where, confidence, because, differs }: Candidate) {
  return { id, name, about, where, confidence, because, differs };
}

function changeDocument(change: Change) {
  const { path, from, to } = change;
  const list = listGap(change);
  return { path, from: from ?? null, to: to ?? null, ...(list ?? {}) };
}

/** Of lists: how many of the wanted are there, and which are not. */
export function listGap({
  from,
  to,
}: Change): { has: number; of: number; missing: readonly string[]; extra: readonly string[] } | undefined {
  if (!Array.isArray(from) || !Array.isArray(to)) return undefined;
  const text = (one: unknown): string => (typeof one === 'string' ? one : JSON.stringify(one));
  const [there, wanted] = [from.map(text), to.map(text)];
  const missing = wanted.filter((one) => !there.includes(one));
  return { has: wanted.length - missing.length, of: wanted.length, missing, extra: there.filter((one) => !wanted.includes(one)) };
}

export function summaryOf({ steps }: Gaps): Partial<Record<GapState, number>> {
  return Object.fromEntries(
    gapStates.flatMap((state) => {
      const many = steps.filter((step) => step.state === state).length;
      return many > 0 ? [[state, many]] : [];
    }),
  );
}

export function openOf(found: readonly Found[]): Open[] {
  return found
    .filter(({ state }) => state === 'open' || state === 'proposed')
    .map(({ survey, state, why, candidates, chosen }) => ({
      survey: survey.id,
      title: survey.title,
      why:
        why ??
        (chosen[0]?.confidence === 'certain'
          ? 'it rests on a match that is only likely'
          : state === 'proposed'
            ? 'it is likely, not certain'
            : ''),
      decide: [...candidates.map(({ id }) => `--take ${survey.id}=${id}`), `--take ${survey.id}=none`],
    }));
}
