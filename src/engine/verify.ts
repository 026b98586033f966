/**
 * verify: looks at everything, writes to no vendor (except a check's own objects in a test mode), and says what it saw.
 */
import type { Allowance, AnyCheck, CheckContext, CheckId, EnvFileSeen, Finding, Verdict, VerdictState } from '../core/check.ts';
import { verdictStates } from '../core/check.ts';
import { type Exit, exits, messageOf, OperatorError, Refused, VendorError } from '../core/errors.ts';
import { infoOf, type Key, type Values } from '../core/keys.ts';
import type { EnvironmentName, PhaseNumber } from '../core/phase.ts';
import { boxStates } from './box-states.ts';
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
  /** Leave out checks that have a lane of their own (a browser, a load test): the gate of a phase does. */
  quick?: boolean;
  /** Leave out checks in a browser. */
  noBrowser?: boolean;
  /**
   * What was allowed; absent = all of it, as in a rehearsal and in the gate of a deploy, whose operator agreed to write. What was not is taken from the evidence of
   * today, or stays unknown.
   */
  allow?: readonly Allowance[];
  /** Hears of each finding when it is known. */
  found?: (finding: Finding) => void;
}

export async function verify(walk: Walk, options: VerifyOptions): Promise<Verified> {
  const chosen = chosenChecks(walk.catalogue.checks, options);
  if (!options.remember) {
    walk.doors.forget();
    walk.doors.forget('internet');
  }
  const drift = driftOf(walk);
  const findings = await inLanes(chosen, walk.signal, async (check) => {
    const finding = await find(walk, check, drift, options);
    options.found?.(finding);
    return finding;
  });
  return verifiedBy(findings);
}

/** What findings amount to. */
export function verifiedBy(findings: readonly Finding[]): Verified {
  return { exit: exitOf(findings), summary: summed(findings), findings, boxes: boxStates(findings) };
}

/** Findings with those that were looked at again in the place of what was seen before. */
export function updated(before: readonly Finding[], again: readonly Finding[]): Verified {
  const newer = new Map(again.map((finding) => [finding.id, finding]));
  return verifiedBy(before.map((finding) => newer.get(finding.id) ?? finding));
}

/** The checks that these options choose, in their order. */
export function chosenChecks(checks: readonly AnyCheck[], options: VerifyOptions): AnyCheck[] {
  return checks.filter((check) => isChosen(check, options));
}

/** What has to be allowed before a check may run against real vendors. */
export function allowanceFor(check: AnyCheck, environment: EnvironmentName): Allowance[] {
  return [...(writes(check, environment) ? (['test-data'] as const) : []), ...(check.lane === 'load' ? (['load'] as const) : [])];
}

function writes({ touches, touchesIn }: AnyCheck, environment: EnvironmentName): boolean {
  return touches !== undefined && (touchesIn?.includes(environment) ?? true);
}

/** All side by side; then, one after the other, those in a browser, those that measure times, and those that load a service. Findings come in the order of the checks; after Ctrl-C no lane is begun. */
async function inLanes(checks: readonly AnyCheck[], signal: AbortSignal, look: (check: AnyCheck) => Promise<Finding>): Promise<Finding[]> {
  const found = new Map<AnyCheck, Finding>();
  const lane = (name: AnyCheck['lane']): AnyCheck[] => checks.filter((check) => check.lane === name);
  await Promise.all(lane(undefined).map(async (check) => found.set(check, await look(check))));
  for (const check of [...lane('browser'), ...lane('quiet'), ...lane('load')]) if (!signal.aborted) found.set(check, await look(check));
  return checks.flatMap((check) => found.get(check) ?? []);
}

function isChosen(check: AnyCheck, options: VerifyOptions): boolean {
  if (options.onlyReads && check.touches) return false;
  if (options.quick && check.lane) return false;
  if (options.noBrowser && check.lane === 'browser') return false;
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
  const withheld = allowanceFor(check, walk.workspace.environment).find((one) => options.allow && !options.allow.includes(one));
  const earlier = options.reuse || withheld ? await recorded(walk, check) : undefined;
  const seen = earlier ?? (withheld ? notTried(withheld) : await lookAndRecord(walk, check, drift));
  const verdict = confirmedOr(walk, check, seen);
  const { id, section, title, phase, guide, weight } = check;
  return { id, section, title, phase, guide, weight, verdict, ms: Math.round(walk.clock.tick() - started) };
}

function notTried(allow: Allowance): Verdict {
  const what = { 'test-data': 'it writes test data of its own', load: 'it puts your services under load' } as const;
  return { state: 'unknown', why: `not tried, because ${what[allow]}: k77 verify --allow ${allow}`, allow };
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
  const { state, by, at, until, note, proof } = given;
  return { state, by, at, until, note, ...(proof === undefined ? {} : { proof }) };
}

function contextFor(walk: Walk, check: AnyCheck, values: Partial<Values>, drift: Drift): CheckContext {
  const { workspace } = walk;
  let envFiles: Promise<readonly EnvFileSeen[]> | undefined;
  return {
    values: Object.fromEntries([...check.needs, ...(check.tolerates ?? [])].map((key: Key) => [key, values[key]])) as unknown as Values,
    environment: workspace.environment,
    client: clients(walk, `check.${check.id}`, check.uses, writes(check, workspace.environment) ? 'test data' : 'no'),
    identity: (vendor) => whoami(walk, vendor),
    files: workspace.files,
    git: workspace.git,
    run: walk.shell,
    clock: walk.clock,
    random: walk.random,
    signal: walk.signal,
    wait: (what, poll, minutes) => waitFor(walk, what, poll, minutes, undefined, `check.${check.id}`),
    drift,
    envFiles: () => {
      envFiles ??= workspace.envFiles();
      return envFiles;
    },
    history: () => workspace.history(walk.signal),
    frontend: (folder) => workspace.frontend(folder),
    leaksIn: (texts) => workspace.leaksIn(texts),
    keep: (name, content) => workspace.record('evidence', name, content),
  };
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
