/**
 * deploy: ask, preflight, plan, confirm, walk, gate; phase by phase. Re-running is resuming: every plan reads the world.
 */
import type { CheckId, Verdict } from '../core/check.ts';
import { Cancelled, type Exit, exits, messageOf, OperatorError, VendorError } from '../core/errors.ts';
import type { Key } from '../core/keys.ts';
import type { Phase, PhaseNumber } from '../core/phase.ts';
import { isPending, type Plan, type Planned } from '../core/plan.ts';
import type { AnyTask } from '../core/task.ts';
import { Apply } from './apply.ts';
import { askedPhases, askPhase, checkKnown, missingAnswers, openQuestions } from './ask.ts';
import { before, joining, leading, producers } from './graph.ts';
import { planTasks, withUnasked } from './plan.ts';
import { checkAccounts, identify, pinAccounts, questionsFor, vendorsOf, whoami } from './preflight.ts';
import { verify } from './verify.ts';
import type { Deployed, DeployOptions, PhaseResult, TaskResult, Walk } from './walk.ts';

export async function deploy(walk: Walk, options: DeployOptions): Promise<Deployed> {
  const phases = askedPhases(walk.catalogue.phases, options);
  if (!walk.ui.interactive && missingAnswers(phases, walk.workspace.values()).length > 0) await askAll(walk, phases);
  const results: PhaseResult[] = [];
  const errors: unknown[] = [];
  for (const [index, phase] of phases.entries()) {
    const at = { index, of: phases.length, errors, before: results, after: phases.slice(index + 1) };
    results.push(await deployPhase(walk, phase, options, at));
    if (errors.length > 0) break;
  }
  return { exit: exitOf(walk, results, errors), phases: results, writes: walk.doors.sent().writes };
}

/** Nobody is there: every missing answer of every phase at once, before anything starts. The ui throws. */
async function askAll(walk: Walk, phases: readonly Phase[]): Promise<void> {
  const [first] = phases;
  if (first) await walk.ui.ask(first, missingAnswers(phases, walk.workspace.values()), walk.workspace.values());
}

async function deployPhase(
  walk: Walk,
  phase: Phase,
  options: DeployOptions,
  at: { index: number; of: number; errors: unknown[]; before: readonly PhaseResult[]; after: readonly Phase[] },
): Promise<PhaseResult> {
  await askPhase(walk, phase);
  checkKnown(walk, phase);
  const chosen = (task: AnyTask): boolean => options.only.length === 0 || options.only.includes(task.id);
  const ahead = aheadOf(walk, phase, at.after).filter(chosen);
  const tasks = [...joining(walk.catalogue.phases, phase), ...phase.tasks, ...ahead].filter(chosen);
  await proveCredentials(walk, phase, tasks);
  await checkAccounts(walk, await identify(walk, tasks));
  const planned = await planOf(walk, phase, tasks, ahead);
  walk.ui.plan(planned, phase);
  if (planned.planned.some(isPending) && !options.yes && !(await walk.ui.confirmPlan(planned, phase)))
    throw new Cancelled(options.command, exits.changesPending);
  await pinAccounts(walk, planned.accounts);
  walk.ui.phaseStarts(phase, planned.planned, at.index, at.of);
  const results = await walkPlan(walk, planned, options, { errors: at.errors, ahead });
  const changed = results.some(isChange);
  // While somebody reads and types, the world may move; a run that only looks is over in seconds.
  const remember = !walk.ui.interactive && ![...results, ...at.before.flatMap(({ tasks }) => tasks)].some(isChange);
  const gate = await gateOf(walk, phase, gateChecks(walk, phase, results, at.before), { reuse: !changed, remember });
  walk.ui.gate(phase, gate.findings, gate.passed);
  walk.ui.phaseEnds(phase);
  return { phase: phase.number, tasks: results, gate };
}

/** Of later phases that this command walks too, what comes first because nothing about it is left to be asked. */
function aheadOf(walk: Walk, phase: Phase, after: readonly Phase[]): AnyTask[] {
  const values = walk.workspace.values();
  const open = walk.ui.interactive ? openQuestions : missingAnswers;
  const answered = after.filter((one) => open([one], values).length === 0);
  const known = withUnasked(walk, values);
  return leading(phase, answered, (key) => known[key] !== undefined);
}

/**
 * The phase's own tasks, and those of others that join it, as far as there is anything to do for them. Of later phases also those that only have to look: what they
 * find out is not known yet.
 */
async function planOf(walk: Walk, phase: Phase, tasks: readonly AnyTask[], ahead: readonly AnyTask[]): Promise<Plan> {
  const [planned, accounts] = await Promise.all([planTasks(walk, tasks), identify(walk, tasks)]);
  const made = producers(tasks);
  const moves = (one: Planned): boolean =>
    isPending(one) || one.action === 'waits' || before(one.task, made).some((other) => moves(planned[tasks.indexOf(other)] as Planned));
  const values = walk.workspace.values();
  const learns = ({ task }: Planned): boolean =>
    ahead.includes(task) && (Object.keys(task.gives) as Key[]).some((key) => values[key] === undefined);
  return { planned: planned.filter((one) => phase.tasks.includes(one.task) || moves(one) || learns(one)), accounts };
}

/** Its own gate, and of earlier ones what this phase proves or has changed, or what rests on a value that it gave anew. */
function gateChecks(walk: Walk, phase: Phase, results: readonly TaskResult[], before: readonly PhaseResult[]): readonly CheckId[] {
  const earlier = before.flatMap(({ gate }) => gate.findings);
  const late = earlier.filter(({ verdict }) => provedBy(verdict) === phase.number).map(({ id }) => id);
  const given = givenBy(walk, results.filter(isChange));
  const restsOnIt = (id: CheckId): boolean =>
    walk.catalogue.checks.some((check) => check.id === id && [...check.needs, ...(check.tolerates ?? [])].some((key) => given.has(key)));
  const moved = earlier.map(({ id }) => id).filter(restsOnIt);
  const touched = new Set(results.filter((task) => task.phase !== phase.number && isChange(task)).map((task) => task.phase));
  const again = walk.catalogue.phases.filter(({ number }) => touched.has(number) && number < phase.number).flatMap(({ gate }) => gate);
  return [...new Set([...phase.gate, ...late, ...moved, ...again])];
}

function givenBy(walk: Walk, results: readonly TaskResult[]): ReadonlySet<string> {
  const ids = new Set(results.map(({ task }) => task));
  const tasks = walk.catalogue.phases.flatMap((phase) => phase.tasks).filter(({ id }) => ids.has(id));
  return new Set(tasks.flatMap(({ gives }) => Object.keys(gives)));
}

function provedBy(verdict: Verdict): PhaseNumber | undefined {
  return verdict.state === 'unknown' ? verdict.provedBy : undefined;
}

function isChange({ outcome }: TaskResult): boolean {
  return ['created', 'updated', 'replaced', 'by hand', 'failed'].includes(outcome);
}

/** Asks again, in a terminal, for a credential that its vendor refuses. */
async function proveCredentials(walk: Walk, phase: Phase, tasks: readonly AnyTask[]): Promise<void> {
  for (const vendor of vendorsOf(walk, tasks)) {
    for (;;) {
      try {
        await whoami(walk, vendor);
        break;
      } catch (error) {
        const [question] = questionsFor(phase, vendor);
        if (!question || !(error instanceof VendorError) || error.exit !== exits.preflight) throw error;
        const again = await walk.ui.askAgain(question, `${vendor.title} answered ${error.status}: ${error.message}`);
        if (again === undefined) throw error;
        await walk.workspace.answer(question.key, again);
        walk.doors.forget(vendor.id);
      }
    }
  }
}

/** Runs every task whose needs are met, automatic ones side by side, then those that a person does one at a time, until nothing moves. */
async function walkPlan(
  walk: Walk,
  planned: Plan,
  options: DeployOptions,
  { errors, ahead }: { errors: unknown[]; ahead: readonly AnyTask[] },
): Promise<TaskResult[]> {
  const apply = new Apply(walk, planned.planned, options, new Set(ahead));
  try {
    await apply.all();
  } finally {
    errors.push(...apply.errors);
  }
  if (walk.signal.aborted) throw new Cancelled(options.command);
  return apply.results();
}

async function gateOf(
  walk: Walk,
  phase: Phase,
  checks: readonly CheckId[],
  options: { reuse: boolean; remember: boolean },
): Promise<PhaseResult['gate']> {
  const { findings } = await verify(walk, { sections: [], checks, quick: true, ...options });
  const passed = !findings.some((found) => found.weight === 'blocker' && blocks(found.verdict, phase.number));
  return { passed, findings };
}

/** What a later phase proves does not keep this one from being complete. */
function blocks(verdict: Verdict, at: PhaseNumber): boolean {
  if (verdict.state !== 'unknown') return verdict.state === 'fail';
  return verdict.provedBy === undefined || verdict.provedBy <= at;
}

function exitOf(walk: Walk, results: readonly PhaseResult[], errors: readonly unknown[]): Exit {
  const [first] = errors;
  if (first === undefined) return results.every((result) => result.gate.passed) ? exits.proven : exits.blocked;
  if (walk.doors.sent().writes > 0) return exits.resumable;
  if (first instanceof OperatorError || first instanceof VendorError) return first.exit;
  return first instanceof Cancelled ? first.exit : exits.bug;
}

/** What is said of a task that could not be finished. */
export function reasonOf(error: unknown): string {
  return error instanceof VendorError ? `${error.vendor} answered ${error.status} to ${error.call}: ${error.message}` : messageOf(error);
}

export type { Planned };
