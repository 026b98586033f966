/**
 * What comes before a move: what both places run, what still has to be asked, what would be done, and the yes to it.
 */
import { Cancelled, exits, OperatorError } from '../core/errors.ts';
import type { Move, MoveOutlook, MoveRecord, MoveStage } from '../core/move.ts';
import type { Question } from '../core/phase.ts';
import type { Plan, Planned } from '../core/plan.ts';
import type { AnyTask } from '../core/task.ts';
import type { Workspace } from '../core/workspace.ts';
import { askPhase, missingAnswers } from './ask.ts';
import { type Asked, titleOf } from './move-begin.ts';
import type { Mover } from './move-stages.ts';
import { given, planOne, planTasks } from './plan.ts';
import { checkAccounts, vendorsOf, whoami } from './preflight.ts';
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

/** One move, on its way. */
export interface About {
  walk: Walk;
  declared: Move;
  record: MoveRecord;
  mover: Mover;
  options: MoveOptions;
}

/** Both places run what runs now. Where the old host does not answer, what it was last seen to run. */
export async function runningCommit({ walk, declared, record, mover }: About): Promise<readonly string[]> {
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
export async function askWhatIsOpen({ declared, mover, options }: About): Promise<void> {
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
export function stagesLeft({ declared, record, mover }: About): readonly MoveStage[] {
  const all = declared.stages(mover.values(), { from: titleOf(declared, record.from), to: titleOf(declared, record.to) });
  return record.state === 'settling' ? all.slice(all.findIndex(({ commits }) => commits) + 1) : all;
}

/** Up to the proof: what comes after it depends on what the new host says. */
export async function planned(about: About, stages: readonly MoveStage[]): Promise<Plan> {
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

/** @throws Cancelled where the operator says no, OperatorError where nobody can be asked */
export async function confirmed({ walk, options }: About, plan: Plan): Promise<void> {
  if (options.yes) return;
  if (!walk.ui.interactive)
    throw new OperatorError({
      what: 'the move needs a yes, and there is no terminal to give it',
      fix: `look at what is said above, then: ${options.command} --yes`,
      exit: exits.inputNeeded,
    });
  if (!(await walk.ui.confirmPlan(plan, phaseOf(walk, [])))) throw new Cancelled(options.command, exits.changesPending);
}
