/**
 * guide: what covers each step, box and setting of the deployment guide. Pure: the catalogue's own words against the guide's contents.
 */
import type { Catalogue } from '../core/catalogue.ts';
import type { BoxId, GuideId, Setting, StepId } from '../core/guide.ts';
import { guideBoxes, guideSteps } from '../core/guide-contents.ts';
import { guideSettings } from '../core/guide-settings.ts';
import type { PhaseNumber } from '../core/phase.ts';

export interface Coverage {
  steps: readonly StepCoverage[];
  boxes: readonly BoxCoverage[];
}

export interface StepCoverage {
  id: StepId;
  phase: PhaseNumber;
  title: string;
  /** Ids of tasks, checks and scenarios; `question:<key>`; `doctor:<what>`. */
  coveredBy: readonly string[];
  settings: readonly (Setting & { coveredBy: readonly string[] })[];
}

export interface BoxCoverage {
  id: BoxId;
  section: string;
  /** What is true when it is ticked, in the words of the first check behind it. */
  title?: string;
  /** Boxes that this one stands for. */
  items?: readonly BoxId[];
  coveredBy: readonly string[];
}

/** Something declared that cites the guide. */
export interface Cites {
  id: string;
  title?: string;
  guide?: readonly GuideId[];
  settings?: readonly Setting[];
}

/** @param others what lies outside the catalogue and covers boxes, such as the entries of `k77 doctor` */
export function coverage(catalogue: Catalogue, others: readonly Cites[] = []): Coverage {
  const cites = [...citesOf(catalogue), ...others];
  const covers = (id: GuideId): string[] => unique(cites.filter((one) => one.guide?.includes(id)).map((one) => one.id));
  return {
    steps: guideSteps.map((step) => ({ ...step, coveredBy: covers(step.id), settings: settingsOf(step.id, cites) })),
    boxes: guideBoxes.map(({ id, section, items }) => ({
      id,
      section,
      ...titleOf(id, catalogue),
      ...(items ? { items } : {}),
      coveredBy: unique([...covers(id), ...(items ?? []).flatMap(covers)]),
    })),
  };
}

function titleOf(id: BoxId, { checks }: Catalogue): { title?: string } {
  const title = checks.find((check) => check.guide.includes(id))?.title;
  return title === undefined ? {} : { title };
}

/** Everything declared that may cite the guide, in the order of phases. */
export function citesOf({ phases, checks, scenarios }: Catalogue): Cites[] {
  return [
    ...phases.flatMap((phase) => [
      ...phase.questions.map((question) => ({ ...question, id: `question:${question.key}` })),
      ...(phase.tasks as readonly Cites[]),
    ]),
    ...checks,
    ...scenarios,
  ];
}

/** Settings that the guide states for a step, and those that somebody declares for it, with everybody who holds them. */
function settingsOf(step: StepId, cites: readonly Cites[]): StepCoverage['settings'] {
  const declared = cites.flatMap((one) => one.settings ?? []);
  const known = new Map(
    [...declared, ...guideSettings].filter((setting) => setting.id.startsWith(`${step}:`)).map((setting) => [setting.id, setting]),
  );
  return [...known.values()].map((setting) => ({
    ...setting,
    coveredBy: unique(cites.filter((one) => one.settings?.some(({ id }) => id === setting.id)).map((one) => one.id)),
  }));
}

function unique<T>(list: readonly T[]): T[] {
  return [...new Set(list)];
}
