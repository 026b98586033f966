/**
 * move: a service goes to another host. Asked, planned and confirmed first; then prepared beside the old place, proven, switched, and the old one stopped when nobody can
 * be led there any more. Running it again goes on; the old place serves until the new one does.
 */

import type { Finding } from '../core/check.ts';
import { Cancelled, type Exit, exits, OperatorError, VendorError } from '../core/errors.ts';
import type { Move, MoveOutlook, MoveRecord, MoveRecords, MoveStage } from '../core/move.ts';
import type { Question } from '../core/phase.ts';
import type { Plan, Planned } from '../core/plan.ts';
import type { AnyTask } from '../core/task.ts';
import type { Workspace } from '../core/workspace.ts';
import { askPhase, missingAnswers } from './ask.ts';
import { type Asked, meant, titleOf } from './move-begin.ts';
import { Mover, type StageResult, Unfinished } from './move-stages.ts';
import type { Seen } from './move-watch.ts';
import { given, planOne, planTasks } from './plan.ts';
import { checkAccounts, pinAccounts, vendorsOf, whoami } from './preflight.ts';
import { verify } from './verify.ts';
import type { Walk } from './walk.ts';

export interface MoveOptions extends Asked {
  yes: boolean;
  /** The command as typed, without secrets. */
  command: string;
  pace: number;
  /** Answers what needs no keyboard, in the workspace as it would be; throws where nobody can be asked and something is missing. */
  prefill(workspace: Workspace, questions: readonly Question[]): Promise<void>;
  /** Shows what will happen, before it is confirmed. */
  show(plan: MovePlan): void;
}

export interface MovePlan {
  service: string;
  title: string;
  from: string;
  to: string;
  /** It goes on, or back. */
  how: 'anew' | 'going on' | 'back';
  /** Of the stages up to the proof, as far as it can be known now. */
  plan: Plan;
  stages: readonly Pick<MoveStage, 'id' | 'title'>[];
  outlook: MoveOutlook;
  /** What could not be looked at, one sentence each. */
  unseen: readonly string[];
}

export interface Moved {
  exit: Exit;
  service: string;
  /** Ids of hosts. */
  from: string;
  to: string;
  state: MoveRecord['state'];
  stages: readonly StageResult[];
  /** What users saw of the switch. */
  seen?: Seen;
  interrupted?: { what: string; seconds: number };
  findings: readonly Finding[];
  errors: readonly unknown[];
  writes: number;
}

export async function move(walk: Walk, declared: Move, records: MoveRecords, options: MoveOptions): Promise<Moved> {
  const wanted = meant(walk, declared, await records.all(), options);
  const { record } = wanted;
  const begun = wanted.what === 'abandon' || !wanted.isNew;
  const mover = new Mover({ walk, move: declared, records, record, begun, options: { phases: [], only: [], replace: [], ...options } });
  const about = { walk, declared, record, mover, options };
  if (wanted.what === 'abandon') return abandon(about);
  if (record.state === 'switched') await mover.commit();
  const unseen = wanted.isNew ? await runningCommit(about) : [];
  await askWhatIsOpen(about);
  const stages = stagesLeft(about);
  const plan = await planned(about, stages);
  options.show({
    service: declared.service,
    title: declared.title,
    from: titleOf(declared, record.from),
    to: titleOf(declared, record.to),
    how: record.isBack ? 'back' : wanted.isNew ? 'anew' : 'going on',
    plan,
    stages,
    outlook: declared.outlook({ from: record.from, to: record.to, values: mover.values() }),
    unseen,
  });
  await confirmed(about, plan);
  await pinAccounts(walk, plan.accounts);
  if (wanted.isNew) await begin(about);
  try {
    await letIn(about);
    await mover.all(stages);
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error;
    return result(about, { errors: error.errors, findings: [], exit: exitOf(walk, error) });
  }
  await mover.end('moved');
  const { findings } = await verify(walk, { sections: [], checks: declared.checks });
  return result(about, { errors: [], findings, exit: blocks(findings) ? exits.blocked : exits.proven });
}

interface About {
  walk: Walk;
  declared: Move;
  record: MoveRecord;
  mover: Mover;
  options: MoveOptions;
}

/** Both places run what runs now. Where the old host does not answer, what it was last seen to run. */
async function runningCommit({ walk, declared, record, mover }: About): Promise<readonly string[]> {
  const last = (JSON.parse(record.old[declared.deployed] ?? '{}') as { commit?: string }).commit;
  record.commit = last ?? String(walk.workspace.values().CODE_COMMIT ?? '');
  const old = mover.walkOf('old');
  try {
    const { have, why } = await planOne(old, declared.running, old.workspace.values());
    const seen = have === undefined ? undefined : given(declared.running, have).CODE_COMMIT;
    if (seen !== undefined) record.commit = seen;
    return seen === undefined ? [`${titleOf(declared, record.from)} does not say which commit runs: ${why ?? 'nothing does'}`] : [];
  } catch (error) {
    if (walk.signal.aborted) throw error;
    return [`${titleOf(declared, record.from)} does not answer; the commit that was deployed there last is taken`];
  }
}

/** Tokens and what else the new host needs; asked as if the service were there already. */
async function askWhatIsOpen({ declared, mover, options }: About): Promise<void> {
  const shadow = mover.walkOf('new');
  const open = (): Question[] => missingAnswers([phaseOf(shadow, declared.questions)], shadow.workspace.values());
  const before = shadow.workspace.values();
  const asked = declared.questions.filter((question) => before[question.key] === undefined && (question.when?.(before) ?? true));
  await options.prefill(shadow.workspace, asked);
  // What decides whether it is asked is decided: the wizard looks at the workspace as it is.
  const questions = open().map(({ when: _when, ...question }) => question);
  if (questions.length > 0) await askPhase(shadow, phaseOf(shadow, questions));
}

function phaseOf({ catalogue }: Walk, questions: readonly Question[]) {
  const [phase] = catalogue.phases.filter(({ number }) => number === '6.5');
  if (!phase) throw new Error('there is no phase 6.5');
  return { ...phase, questions };
}

/** What was not done yet: nothing is prepared again once it is switched. */
function stagesLeft({ declared, record, mover }: About): readonly MoveStage[] {
  const all = declared.stages(mover.values(), { from: titleOf(declared, record.from), to: titleOf(declared, record.to) });
  return record.state === 'settling' ? all.slice(all.findIndex(({ commits }) => commits) + 1) : all;
}

/** Up to the proof: what comes after it depends on what the new host says. */
async function planned(about: About, stages: readonly MoveStage[]): Promise<Plan> {
  const { walk, mover } = about;
  const first = stages.filter(({ id }) => id === 'lower' || id === 'prepare');
  const tasks = stages.flatMap(({ steps }) => steps.flatMap((step) => step.tasks));
  const accounts = await accountsOf(about, tasks);
  await checkAccounts(walk, accounts);
  const all: Planned[] = [];
  for (const { steps } of first)
    for (const [of, some] of Map.groupBy(steps, (step) => step.of))
      all.push(
        ...(await planTasks(
          mover.walkOf(of),
          some.flatMap((step) => step.tasks),
        )),
      );
  return { planned: all, accounts };
}

/** Of the host that is left only where it answers: that it does not may be the reason for leaving. */
async function accountsOf({ mover, record }: About, tasks: readonly AnyTask[]): Promise<Plan['accounts']> {
  const shadow = mover.walkOf('new');
  const known = await Promise.all(
    vendorsOf(shadow, tasks).map(async (vendor) => {
      try {
        return [{ vendor: vendor.id, title: vendor.title, identity: await whoami(shadow, vendor) }];
      } catch (error) {
        if (vendor.id === record.from) return [];
        throw error;
      }
    }),
  );
  return known.flat();
}

async function confirmed({ walk, options }: About, plan: Plan): Promise<void> {
  if (options.yes) return;
  if (!walk.ui.interactive)
    throw new OperatorError({
      what: 'the move needs a yes, and there is no terminal to give it',
      fix: `look at what is said above, then: ${options.command} --yes`,
      exit: exits.inputNeeded,
    });
  if (!(await walk.ui.confirmPlan(plan, phaseOf(walk, [])))) throw new Cancelled(options.command, exits.changesPending);
}

async function begin({ walk, record, mover }: About): Promise<void> {
  const { service, from, to } = record;
  await walk.workspace.journal.append({ kind: 'move', service, from, to, stage: 'begun' });
  await mover.begin();
}

/** Where its API does not tell what it may read, a person is shown what to do; what is missing the host says when it is needed. */
async function letIn({ declared, mover }: About): Promise<void> {
  const shadow = mover.walkOf('new');
  const what = declared.beforehand(shadow.workspace.values());
  if (what) await shadow.ui.byHand(what.task, what.hand, what.want, async () => 'its API does not tell: you know when it is done');
}

/** Everything as it was, for a move that did not come to its switch. */
async function abandon(about: About): Promise<Moved> {
  const { declared, record, mover } = about;
  const names = { from: titleOf(declared, record.from), to: titleOf(declared, record.to) };
  const back = declared.stages(mover.values(), names).flatMap((stage) => stage.back ?? []);
  const steps = [...back, ...declared.abandon(mover.values())];
  about.walk.ui.stage(
    `Leave the ${declared.title} at ${names.from}`,
    steps.flatMap(({ tasks }) => tasks),
    0,
    1,
  );
  try {
    await mover.steps(steps);
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error;
    return result(about, { errors: error.errors, findings: [], exit: exitOf(about.walk, error) });
  }
  await mover.end('returned');
  return result(about, { errors: [], findings: [], exit: exits.proven });
}

function result({ walk, record, mover }: About, rest: Pick<Moved, 'errors' | 'findings' | 'exit'>): Moved {
  const { service, from, to, state } = record;
  return {
    service,
    from,
    to,
    state,
    stages: mover.results,
    ...(mover.seen ? { seen: mover.seen } : {}),
    ...(mover.interrupted ? { interrupted: mover.interrupted } : {}),
    ...rest,
    writes: walk.doors.sent().writes,
  };
}

function exitOf(walk: Walk, { stopped, errors }: Unfinished): Exit {
  if (stopped) return exits.interrupted;
  if (walk.doors.sent().writes > 0) return exits.resumable;
  const [first] = errors;
  return first instanceof OperatorError || first instanceof VendorError ? first.exit : exits.failed;
}

function blocks(findings: readonly Finding[]): boolean {
  return findings.some(({ weight, verdict }) => {
    if (weight !== 'blocker') return false;
    return verdict.state === 'fail' || (verdict.state === 'unknown' && verdict.provedBy === undefined);
  });
}
