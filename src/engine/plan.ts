/**
 * plan: what a deploy would change, read from the world and written nowhere. The doors of this walk refuse every write.
 */
import { diff } from '../core/change.ts';
import { openIntents } from '../core/journal.ts';
import { infoOf, isSecret, type Key, type SecretKey, type Values } from '../core/keys.ts';
import { type Action, isPending, type Plan, type Planned } from '../core/plan.ts';
import { Secret } from '../core/secret.ts';
import { type AnyTask, isNotWanted } from '../core/task.ts';
import { missingCredentials } from '../core/vendor.ts';
import { acceptedAmong, settledWith } from './accept.ts';
import { contextFor, missingBecause } from './context.ts';
import { explained } from './explain.ts';
import { before, ordered, producers } from './graph.ts';
import { identify } from './preflight.ts';
import type { Scope, Walk } from './walk.ts';

export async function plan(walk: Walk, scope: Scope): Promise<Plan> {
  const phases = walk.catalogue.phases.filter((phase) => scope.phases.includes(phase.number));
  const tasks = phases.flatMap((phase) => phase.tasks).filter((task) => scope.only.length === 0 || scope.only.includes(task.id));
  const [planned, accounts] = await Promise.all([planTasks(walk, tasks), identify(walk, tasks)]);
  return { planned, accounts };
}

interface Planning {
  /** Nothing is about to be done: what is pending elsewhere keeps nobody from looking at what there is. */
  looking?: boolean;
}

/** Plans tasks side by side; each starts when what it needs has been read. */
export async function planTasks(walk: Walk, tasks: readonly AnyTask[]): Promise<Planned[]> {
  return Promise.all(tasks.map(planner(walk, tasks)));
}

/**
 * Plans a task when it is asked for, after those that it builds on, and each once: what cannot be read only keeps those from being planned that build on it.
 * @throws Error when tasks need each other
 */
export function planner(walk: Walk, tasks: readonly AnyTask[], planning: Planning = {}): (task: AnyTask) => Promise<Planned> {
  const made = producers(ordered(tasks));
  const running = new Map<AnyTask, Promise<Planned>>();
  const plan = (task: AnyTask): Promise<Planned> => {
    const known = running.get(task);
    if (known) return known;
    const planned = Promise.all(before(task, made).map(plan)).then((done) => planTask(walk, task, done, planning));
    planned.catch(() => undefined);
    running.set(task, planned);
    return planned;
  };
  return plan;
}

async function planTask(walk: Walk, task: AnyTask, planned: readonly Planned[], { looking = false }: Planning): Promise<Planned> {
  const values = { ...walk.workspace.values() };
  const gives = (other: Planned, key: Key): boolean => key in other.task.gives;
  // What was kept of a thing that is not there any more, or that another answer puts elsewhere, is worth nothing: it is about to be given anew.
  const lacks = (other: Planned): boolean =>
    other.have === undefined &&
    (task.needs as readonly Key[]).some(
      (key) => gives(other, key) && (values[key] === undefined || other.action === 'create' || other.action === 'follows'),
    );
  // Where it will not take what was given before, whatever is pending there comes first.
  const moves = (other: Planned): boolean => !looking && isPending(other) && (task.fresh ?? []).some((key) => gives(other, key));
  const notYet = planned.filter((other) => lacks(other) || moves(other));
  for (const other of planned) if (other.have !== undefined) Object.assign(values, given(other.task, other.have));
  const pointless = notYet.find(({ action }) => action === 'not-wanted');
  if (pointless) return result(walk, task, 'not-wanted', pointless.why === undefined ? {} : { why: pointless.why });
  const known = withUnasked(walk, values);
  const later = (task.needs as readonly Key[]).filter((key) => known[key] === undefined && !planned.some((other) => gives(other, key)));
  if (notYet.length > 0 && later.length > 0) return result(walk, task, 'waits', { why: `needs ${missingBecause(later)}` });
  const waiting = notYet.find(({ action }) => action === 'waits');
  if (waiting) return result(walk, task, 'waits', { why: `waits with ${waiting.task.id}: ${waiting.why ?? ''}` });
  const [first] = notYet;
  if (first) return result(walk, task, 'follows', { why: `after "${first.task.title}"` });
  try {
    return await planOne(walk, task, values);
  } catch (error) {
    // What it builds on is about to be mended: a database that lets nobody in cannot be read before its access list is right.
    const before = planned.find((other) => isPending(other));
    if (!before) throw error;
    return result(walk, task, 'follows', { why: `after "${before.task.title}"` });
  }
}

/** One task against the world as it is now. `values` are those it may rely on. */
export async function planOne(walk: Walk, task: AnyTask, known: Partial<Values>): Promise<Planned> {
  const values = withUnasked(walk, known);
  // What it makes itself, a user's password, it need not have to begin with.
  const credentials = task.uses.flatMap((vendor) => missingCredentials(vendor, values)).filter((key) => !(key in task.gives));
  const missing = [...(task.needs as readonly Key[]), ...credentials].filter((key) => values[key] === undefined);
  if (missing.length > 0) return result(walk, task, 'waits', { why: `needs ${missingBecause(missing)}` });
  const context = contextFor(walk, task, { values, writes: 'no' });
  const want: unknown = task.want(context.values);
  if (isNotWanted(want)) return result(walk, task, 'not-wanted', { why: want.notWanted });
  if (task.byHand && task.byHand.proof !== 'read') return planUnprovable(walk, task, want, task.byHand.proof.attest);
  try {
    return decide(walk, task, want, await task.read(context, want));
  } catch (error) {
    throw explained(walk, task.id, task.uses, error);
  }
}

/** A question that the other answers make pointless has the empty answer. */
export function withUnasked(walk: Walk, known: Partial<Values>): Partial<Values> {
  const questions = walk.catalogue.phases.flatMap((phase) => phase.questions);
  const pointless = questions.filter(
    (question) => known[question.key] === undefined && !isSecret(question.key) && question.when?.(known) === false,
  );
  return { ...Object.fromEntries(pointless.map((question) => [question.key, ''])), ...known };
}

function planUnprovable(walk: Walk, task: AnyTask, want: unknown, check: string): Planned {
  const confirmed = walk.workspace.confirmations()[check];
  const valid = confirmed !== undefined && confirmed.until > walk.clock.now().toISOString();
  return result(walk, task, valid ? 'unchanged' : 'by-hand', {
    want,
    why: valid ? `confirmed by ${confirmed.by}` : 'no API shows it: a person confirms it',
  });
}

function decide(walk: Walk, task: AnyTask, wish: unknown, have: unknown): Planned {
  const differs = (wanted: unknown) => diff(wanted, have, (a, b) => walk.workspace.fingerprint(a) === walk.workspace.fingerprint(b));
  const all = differs(wish);
  const accepted = have === undefined ? [] : acceptedAmong(walk, task, all);
  const want = settledWith(wish, all, accepted);
  const changes = accepted.length > 0 ? differs(want) : all;
  const cutOff = openIntents(walk.workspace.journal, task.id).length > 0;
  const seen = { want, have, changes, ...(accepted.length > 0 ? { accepted } : {}) };
  if (task.byHand && (task.byHand.when?.(want) ?? true)) return result(walk, task, changes.length > 0 ? 'by-hand' : 'unchanged', seen);
  if (cutOff) return result(walk, task, 'finish', { ...seen, why: 'a run was cut off inside it' });
  if (have === undefined) return result(walk, task, 'create', seen);
  const gone = lost(walk, task, have).filter(isSecret);
  if (gone.length > 0)
    return result(walk, task, 'replace', { ...seen, why: `${gone.join(', ')} is not kept anywhere and is shown only once` });
  if (changes.some((change) => isCreateOnly(task, change.path) && change.from !== undefined)) return result(walk, task, 'replace', seen);
  if (changes.length > 0) return result(walk, task, 'update', seen);
  const strange = altered(walk, task, have);
  if (strange.length > 0)
    return result(walk, task, 'unknowable', {
      ...seen,
      why: `${strange.join(', ')} was changed outside of k77, and the vendor cannot show it`,
    });
  return result(walk, task, 'unchanged', seen);
}

function isCreateOnly(task: AnyTask, path: string): boolean {
  return (task.createOnly ?? []).some((only) => path === only || path.endsWith(`.${only}`));
}

function result(walk: Walk, task: AnyTask, action: Action, rest: Partial<Planned>): Planned {
  const phase = walk.catalogue.phases.find((candidate) => candidate.tasks.includes(task))?.number ?? '6.1';
  const { monthlyCents: cents } = task;
  const monthlyCents = typeof cents === 'function' ? cents(walk.workspace.values()) : cents;
  return { task, phase, action, changes: [], ...(monthlyCents === undefined ? {} : { monthlyCents }), ...rest };
}

/** What a task gives, as far as the world shows it. */
export function given(task: AnyTask, have: unknown): Partial<Values> {
  const out: Record<string, string | Secret> = {};
  for (const [key, get] of Object.entries(task.gives) as [Key, (have: unknown) => string | undefined][]) {
    const text = get(have);
    if (text !== undefined) out[key] = isSecret(key) ? new Secret(key, text) : text;
  }
  return out as Partial<Values>;
}

/** Promised values that neither the world nor the workspace can tell any more. */
export function lost(walk: Walk, task: AnyTask, have: unknown): Key[] {
  const shown = given(task, have);
  const kept = walk.workspace.values();
  return (Object.keys(task.gives) as Key[]).filter((key) => shown[key] === undefined && kept[key] === undefined);
}

/** Kept secrets that are not the ones that were given, where the vendor cannot be asked. */
function altered(walk: Walk, task: AnyTask, have: unknown): Key[] {
  const shown = given(task, have);
  const kept = walk.workspace.values();
  return (Object.keys(task.gives) as Key[]).filter((key): key is SecretKey => {
    if (!isSecret(key) || shown[key] !== undefined || infoOf(key).owner === 'k77') return false;
    const now = kept[key];
    const then = walk.workspace.fingerprintOf(key);
    return now !== undefined && then !== undefined && walk.workspace.fingerprint(now) !== then;
  });
}
