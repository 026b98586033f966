/**
 * deploy: ask, preflight, plan, confirm, walk, gate; phase by phase. Re-running is resuming: every plan reads the world.
 */
import { Cancelled, type Exit, exits, messageOf, OperatorError, VendorError } from '../core/errors.ts';
import type { Phase } from '../core/phase.ts';
import { isPending, type Plan, type Planned } from '../core/plan.ts';
import type { AnyTask } from '../core/task.ts';
import { Apply } from './apply.ts';
import { askedPhases, askPhase, checkKnown, missingAnswers } from './ask.ts';
import { plan } from './plan.ts';
import { checkAccounts, identify, pinAccounts, questionsFor, vendorsOf, whoami } from './preflight.ts';
import { verify } from './verify.ts';
import type { Deployed, DeployOptions, PhaseResult, TaskResult, Walk } from './walk.ts';

export async function deploy(walk: Walk, options: DeployOptions): Promise<Deployed> {
  const phases = askedPhases(walk.catalogue.phases, options);
  if (!walk.ui.interactive && missingAnswers(phases, walk.workspace.values()).length > 0) await askAll(walk, phases);
  const results: PhaseResult[] = [];
  const errors: unknown[] = [];
  for (const [index, phase] of phases.entries()) {
    const result = await deployPhase(walk, phase, options, { index, of: phases.length, errors });
    results.push(result);
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
  at: { index: number; of: number; errors: unknown[] },
): Promise<PhaseResult> {
  await askPhase(walk, phase);
  checkKnown(walk, phase);
  const tasks = phase.tasks.filter((task) => options.only.length === 0 || options.only.includes(task.id));
  await proveCredentials(walk, phase, tasks);
  await checkAccounts(walk, await identify(walk, tasks));
  const planned = await plan(walk, { phases: [phase.number], only: options.only });
  walk.ui.plan(planned, phase);
  if (planned.planned.some(isPending) && !options.yes && !(await walk.ui.confirmPlan(planned, phase)))
    throw new Cancelled(options.command, exits.changesPending);
  await pinAccounts(walk, planned.accounts);
  walk.ui.phaseStarts(phase, planned.planned, at.index, at.of);
  const results = await walkPlan(walk, planned, options, at.errors);
  const changed = results.some((task) => ['created', 'updated', 'replaced', 'by hand', 'failed'].includes(task.outcome));
  const gate = await gateOf(walk, phase, { reuse: !changed });
  walk.ui.gate(phase, gate.findings, gate.passed);
  walk.ui.phaseEnds(phase);
  return { phase: phase.number, tasks: results, gate };
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
async function walkPlan(walk: Walk, planned: Plan, options: DeployOptions, errors: unknown[]): Promise<TaskResult[]> {
  const apply = new Apply(walk, planned.planned, options);
  try {
    await apply.all();
  } finally {
    errors.push(...apply.errors);
  }
  if (walk.signal.aborted) throw new Cancelled(options.command);
  return apply.results();
}

async function gateOf(walk: Walk, phase: Phase, options: { reuse: boolean }): Promise<PhaseResult['gate']> {
  const { findings } = await verify(walk, { sections: [], checks: phase.gate, ...options });
  const passed = !findings.some((found) => found.weight === 'blocker' && blocks(found.verdict));
  return { passed, findings };
}

function blocks(verdict: PhaseResult['gate']['findings'][number]['verdict']): boolean {
  return verdict.state === 'fail' || (verdict.state === 'unknown' && verdict.provedBy === undefined);
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
