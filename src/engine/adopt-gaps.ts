/**
 * The gap list of an adoption: per step of the guide, what is there, what is otherwise and what is missing, as the plan sees it after the adoption. Only reads.
 */
import type { Change } from '../core/change.ts';
import { messageOf, OperatorError, Refused, VendorError } from '../core/errors.ts';
import type { StepId } from '../core/guide.ts';
import { guideSteps } from '../core/guide-contents.ts';
import type { Key, Values } from '../core/keys.ts';
import type { PhaseNumber } from '../core/phase.ts';
import type { Planned } from '../core/plan.ts';
import { type AnyTask, isNotWanted } from '../core/task.ts';
import { missingCredentials } from '../core/vendor.ts';
import type { Surveyed } from './adopt.ts';
import { openQuestions } from './ask.ts';
import { planner } from './plan.ts';
import type { Walk } from './walk.ts';

/**
 * right: as the guide says · differs: there, and otherwise in some properties · missing · by-hand: a person does or confirms it · later: it waits for what is not
 * there yet · unknown: could not look
 */
export type GapState = 'right' | 'differs' | 'missing' | 'by-hand' | 'later' | 'unknown';
export const gapStates = ['unknown', 'missing', 'differs', 'by-hand', 'later', 'right'] as const satisfies readonly GapState[];

export interface TaskGap {
  task: AnyTask;
  state: GapState;
  changes: readonly Change[];
  /** Differences that its vendor never changes in place and that are taken as they are. */
  keeps: readonly Change[];
  why?: string;
}

export interface StepGap {
  id: StepId;
  phase: PhaseNumber;
  title: string;
  state: GapState;
  /** Ids. */
  tasks: readonly string[];
}

export interface Gaps {
  steps: readonly StepGap[];
  tasks: readonly TaskGap[];
  /** Answers that nobody has given yet and that were taken to be the usual ones, for this list alone. */
  assumed: readonly Key[];
}

/** @param usual what an open question is answered with for now; its default unless told */
export async function gapsAfter(
  walk: Walk,
  surveyed: Surveyed,
  phases: readonly PhaseNumber[],
  usual: (key: Key) => string | undefined = () => undefined,
): Promise<Gaps> {
  const chosen = walk.catalogue.phases.filter(({ number }) => phases.includes(number));
  const assumed = assume(walk, surveyed, usual);
  const after: Walk = { ...walk, workspace: surveyed.known.workspace(assumed) };
  const all = walk.catalogue.phases.flatMap(({ tasks }) => tasks);
  const plan = planner(after, all);
  const kept = keptPaths(surveyed);
  const tasks = await Promise.all(
    chosen
      .flatMap((phase) => phase.tasks)
      .map(async (task) => gapOf(after, surveyed, task, await attempt(plan, task), kept.get(task.id) ?? [])),
  );
  const known = tasks.filter((gap): gap is TaskGap => gap !== undefined);
  return { tasks: known, steps: stepsOf(known, phases), assumed: Object.keys(assumed) as Key[] };
}

/** Answers in the order of the questions, each with those before it. */
function assume(walk: Walk, { known }: Surveyed, usual: (key: Key) => string | undefined): Partial<Values> {
  const assumed: Record<string, string> = {};
  const now = (): Partial<Values> => ({ ...assumed, ...known.values() }) as Partial<Values>;
  const tried = new Set<Key>();
  for (;;) {
    const question = openQuestions(walk.catalogue.phases, now()).find(({ key, kind }) => kind !== 'secret' && !tried.has(key));
    if (!question) return assumed as Partial<Values>;
    tried.add(question.key);
    const answer = usual(question.key) ?? question.default?.(now());
    if (answer !== undefined) assumed[question.key] = answer;
  }
}

type Attempt = Planned | { failed: string };

async function attempt(plan: (task: AnyTask) => Promise<Planned>, task: AnyTask): Promise<Attempt> {
  try {
    return await plan(task);
  } catch (error) {
    if (!(error instanceof OperatorError || error instanceof VendorError || error instanceof Refused)) throw error;
    return { failed: error instanceof VendorError ? `${error.vendor} answered ${error.status}: ${error.message}` : messageOf(error) };
  }
}

function gapOf(walk: Walk, surveyed: Surveyed, task: AnyTask, planned: Attempt, kept: readonly string[]): TaskGap | undefined {
  const about = { task, changes: [], keeps: [] };
  if ('failed' in planned) return { ...about, state: 'unknown', why: planned.failed };
  const { action, changes, why } = planned;
  const told = why === undefined ? {} : { why };
  if (action === 'not-wanted' || isNotWanted(planned.want)) return undefined;
  const blind = blindFor(walk, surveyed, task);
  if (blind && action !== 'unchanged') return { ...about, state: 'unknown', why: blind };
  if (action === 'unchanged') return { ...about, state: 'right' };
  if (action === 'by-hand') return { ...about, state: 'by-hand', changes, ...told };
  if (action === 'create') return { ...about, state: 'missing', changes: [], ...told };
  if (action === 'waits' || action === 'follows') return { ...about, state: 'later', ...told };
  const keeps = changes.filter(({ path }) => kept.includes(path));
  const rest = changes.filter((change) => !keeps.includes(change));
  return { task, state: rest.length === 0 && keeps.length > 0 ? 'right' : 'differs', changes: rest, keeps, ...told };
}

/** A vendor of the task that could not be asked. */
function blindFor(walk: Walk, { vendors }: Surveyed, task: AnyTask): string | undefined {
  const values = walk.workspace.values();
  for (const vendor of task.uses) {
    if (vendor.involved?.(values) === false) continue;
    const refused = vendors.find((one) => one.vendor === vendor.id)?.refused;
    if (refused !== undefined && isMeant(vendor, task, values)) return refused;
    const lacks = missingCredentials(vendor, values).filter((key) => !(key in task.gives));
    if (lacks.length > 0 && vendors.some((one) => one.vendor === vendor.id)) return `no token for ${vendor.title}`;
  }
  return undefined;
}

/** A task that can do with several hosts uses the one that was answered. */
function isMeant(vendor: AnyTask['uses'][number], task: AnyTask, values: Partial<Values>): boolean {
  const answers = Object.entries(values).flatMap(([key, value]) =>
    key.endsWith('Host') && (task.needs as readonly string[]).includes(key) ? [value] : [],
  );
  return answers.length === 0 || answers.some((answer) => answer === vendor.id);
}

/** By task: what the chosen things have for good. */
export function keptPaths({ found }: Pick<Surveyed, 'found'>): ReadonlyMap<string, readonly string[]> {
  const taken = found.filter(({ state }) => state === 'taken' || state === 'proposed');
  const groups = Map.groupBy(taken, ({ survey }) => survey.task);
  return new Map([...groups].map(([task, list]) => [task, list.flatMap(({ chosen }) => chosen.flatMap(({ keeps = [] }) => keeps))]));
}

/** Where some of it is there and some is not, it differs. */
function stateOf(states: readonly GapState[]): GapState | undefined {
  const there = states.some((state) => state === 'right' || state === 'differs');
  const worst = gapStates.find((one) => states.includes(one));
  return worst === 'missing' && there ? 'differs' : worst;
}

function stepsOf(tasks: readonly TaskGap[], phases: readonly PhaseNumber[]): StepGap[] {
  return guideSteps
    .filter(({ phase }) => phases.includes(phase))
    .flatMap(({ id, phase, title }) => {
      const of = tasks.filter(({ task }) => task.guide.includes(id));
      const state = stateOf(of.map((gap) => gap.state));
      return state === undefined ? [] : [{ id, phase, title, state, tasks: of.map(({ task }) => task.id) }];
    });
}
