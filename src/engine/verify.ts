/**
 * verify: looks at everything, writes to no vendor (except a check's own objects in a test mode), and says what it saw.
 */
import type { AnyCheck, BoxState, CheckContext, CheckId, EnvFileSeen, Finding, Verdict, VerdictState } from '../core/check.ts';
import { verdictStates } from '../core/check.ts';
import { type Exit, exits, messageOf, OperatorError, Refused, VendorError } from '../core/errors.ts';
import type { BoxId } from '../core/guide.ts';
import { guideBoxes, itemsOf } from '../core/guide-contents.ts';
import { infoOf, type Key, type Values } from '../core/keys.ts';
import type { PhaseNumber } from '../core/phase.ts';
import { clients, missingBecause, waitFor } from './context.ts';
import { record, recorded } from './evidence.ts';
import { explained } from './explain.ts';
import { planner } from './plan.ts';
import { whoami } from './preflight.ts';
import type { Verified, Walk } from './walk.ts';

export interface VerifyOptions {
  /** Sections of the checklist or phase numbers; empty = all. */
  sections: readonly string[];
  /** Check ids; absent = all of the sections. */
  checks?: readonly CheckId[];
  /** Leave out checks that write test data. */
  onlyReads?: boolean;
  /** Take a pass of a check that writes test data from the evidence when it is of today and nothing that it needs has changed. */
  reuse?: boolean;
  /** What vendors answered to this walk a moment ago still holds: it has changed nothing at all. */
  remember?: boolean;
}

export async function verify(walk: Walk, options: VerifyOptions): Promise<Verified> {
  const chosen = walk.catalogue.checks.filter((check) => isChosen(check, options));
  if (!options.remember) {
    walk.doors.forget();
    walk.doors.forget('internet');
  }
  const drift = driftOf(walk);
  const findings = await Promise.all(chosen.map((check) => find(walk, check, drift, options)));
  const boxes = boxStates(findings);
  return { exit: exitOf(findings), summary: summed(findings), findings, boxes };
}

function isChosen(check: AnyCheck, options: VerifyOptions): boolean {
  if (options.onlyReads && check.touches) return false;
  if (options.checks && !options.checks.includes(check.id)) return false;
  const names = options.sections.map((section) => section.toLowerCase());
  return names.length === 0 || names.includes(check.section.toLowerCase()) || names.includes(check.phase);
}

type Drift = CheckContext['drift'];

/** Plans a task, and what it builds on, at most once per verify: when the first check asks. */
function driftOf(walk: Walk): Drift {
  const tasks = walk.catalogue.phases.flatMap((phase) => phase.tasks);
  const plan = planner(walk, tasks, { looking: true });
  return async (id) => {
    const task = tasks.find((one) => one.id === id);
    const found = task && (await plan(task));
    if (!found) throw new Error(`there is no task ${id}`);
    if (found.action === 'waits' || found.action === 'follows') return { waits: found.why ?? '' };
    if (found.action === 'not-wanted' || found.action === 'unchanged') return [];
    return found.changes.length > 0 ? found.changes : [{ path: '', from: found.why ?? found.action, to: found.task.title }];
  };
}

async function find(walk: Walk, check: AnyCheck, drift: Drift, options: VerifyOptions): Promise<Finding> {
  const started = walk.clock.tick();
  const seen = (options.reuse && (await recorded(walk, check))) || (await lookAndRecord(walk, check, drift));
  const verdict = confirmedOr(walk, check, seen);
  const { id, section, title, phase, guide, weight } = check;
  return { id, section, title, phase, guide, weight, verdict, ms: Math.round(walk.clock.tick() - started) };
}

async function lookAndRecord(walk: Walk, check: AnyCheck, drift: Drift): Promise<Verdict> {
  const seen = await look(walk, check, drift);
  if (check.touches && 'evidence' in seen) await record(walk, check, seen);
  return seen;
}

async function look(walk: Walk, check: AnyCheck, drift: Drift): Promise<Verdict> {
  const values = walk.workspace.values();
  const missing = (check.needs as readonly Key[]).filter((key) => values[key] === undefined);
  if (missing.length > 0) return notYet(check, missing);
  try {
    return await check.probe(contextFor(walk, check, values, drift));
  } catch (thrown) {
    const error = explained(walk, `check.${check.id}`, check.uses, thrown);
    return { state: 'unknown', why: couldNotLook(error) };
  }
}

/** A value that a later phase makes is proved by that phase; one of this phase is simply missing. */
function notYet(check: AnyCheck, missing: readonly Key[]): Verdict {
  const why = `needs ${missingBecause(missing)}`;
  const later = missing.map((key) => infoOf(key).phase).find((phase) => phase > check.phase);
  return later ? { state: 'unknown', why, provedBy: later } : { state: 'unknown', why };
}

function couldNotLook(error: unknown): string {
  if (error instanceof VendorError) return `${error.vendor} answered ${error.status} to ${error.call}: ${error.message} → ${error.advice}`;
  if (error instanceof OperatorError) return `${error.what} → ${error.fix}`;
  if (error instanceof Refused) return error.message;
  return `the check itself failed: ${messageOf(error)}`;
}

/** A person's word stands where no machine can look; a waiver excuses a failure. Both end by themselves. */
function confirmedOr(walk: Walk, check: AnyCheck, seen: Verdict): Verdict {
  const given = walk.workspace.confirmations()[check.id];
  if (seen.state === 'pass' || given === undefined || given.state === 'accepted' || given.until <= walk.clock.now().toISOString())
    return seen;
  if (given.state === 'attested' && !(check.attestable && seen.state === 'unknown')) return seen;
  return { state: given.state, by: given.by, at: given.at, until: given.until, note: given.note };
}

function contextFor(walk: Walk, check: AnyCheck, values: Partial<Values>, drift: Drift): CheckContext {
  const { workspace } = walk;
  let envFiles: Promise<readonly EnvFileSeen[]> | undefined;
  return {
    values: Object.fromEntries([...check.needs, ...(check.tolerates ?? [])].map((key: Key) => [key, values[key]])) as unknown as Values,
    environment: workspace.environment,
    client: clients(walk, `check.${check.id}`, check.uses, check.touches ?? 'no'),
    identity: (vendor) => whoami(walk, vendor),
    files: workspace.files,
    git: workspace.git,
    run: walk.shell,
    clock: walk.clock,
    random: walk.random,
    signal: walk.signal,
    wait: (what, poll, minutes) => waitFor(walk, what, poll, minutes),
    drift,
    envFiles: () => {
      envFiles ??= workspace.envFiles();
      return envFiles;
    },
    history: () => workspace.history(walk.signal),
    frontend: (folder) => workspace.frontend(folder),
    leaksIn: (texts) => workspace.leaksIn(texts),
  };
}

/** Worst first: what a box shows when several checks stand behind it. */
const order: readonly VerdictState[] = ['fail', 'unknown', 'impossible', 'waived', 'attested', 'pass'];

function boxStates(findings: readonly Finding[]): BoxState[] {
  const states = new Map<BoxId, BoxState>();
  for (const box of guideBoxes) if (!box.items) states.set(box.id, boxOf(box.id, findings));
  return guideBoxes.map((box) => states.get(box.id) ?? groupOf(box.id, states, findings));
}

function boxOf(id: BoxId, findings: readonly Finding[]): BoxState {
  const behind = findings.filter((found) => found.guide.includes(id));
  const worst = [...behind].sort((a, b) => order.indexOf(a.verdict.state) - order.indexOf(b.verdict.state))[0];
  if (!worst) return { id, state: 'unknown', by: [], why: 'nothing that was looked at covers it' };
  const why = 'why' in worst.verdict ? { why: worst.verdict.why } : {};
  return { id, state: worst.verdict.state, by: behind.map((found) => found.id), ...why };
}

function groupOf(id: BoxId, states: ReadonlyMap<BoxId, BoxState>, findings: readonly Finding[]): BoxState {
  const items = [
    ...itemsOf(id).flatMap((item) => states.get(item) ?? []),
    ...(findings.some((found) => found.guide.includes(id)) ? [boxOf(id, findings)] : []),
  ];
  const worst = [...items].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))[0];
  return worst ? { ...worst, id, by: [...new Set(items.flatMap((item) => item.by))] } : boxOf(id, findings);
}

function summed(findings: readonly Finding[]): Record<VerdictState, number> {
  return Object.fromEntries(
    verdictStates.map((state) => [state, findings.filter((found) => found.verdict.state === state).length]),
  ) as Record<VerdictState, number>;
}

function exitOf(findings: readonly Finding[]): Exit {
  const blocked = findings.some((found) => found.weight === 'blocker' && ['fail', 'unknown'].includes(found.verdict.state));
  return blocked ? exits.blocked : exits.proven;
}

/** Which later phase proves what is unknown now; for summaries. */
export function provedLater(findings: readonly Finding[]): ReadonlyMap<PhaseNumber, number> {
  const counts = new Map<PhaseNumber, number>();
  for (const { verdict } of findings)
    if (verdict.state === 'unknown' && verdict.provedBy) counts.set(verdict.provedBy, (counts.get(verdict.provedBy) ?? 0) + 1);
  return counts;
}
