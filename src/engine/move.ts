/**
 * move: a service goes to another host. Asked, planned and confirmed first; then prepared beside the old place, proven, switched, and the old one stopped when nobody can
 * be led there any more. Running it again goes on; the old place serves until the new one does.
 */
import { exits } from '../core/errors.ts';
import type { Move, MoveRecords } from '../core/move.ts';
import { meant, titleOf } from './move-begin.ts';
import { type About, askWhatIsOpen, confirmed, type MoveOptions, planned, runningCommit, stagesLeft } from './move-plan.ts';
import { blocks, exitOf, type Moved, result } from './move-result.ts';
import { Mover } from './move-stages.ts';
import { Unfinished } from './move-step.ts';
import { pinAccounts } from './preflight.ts';
import { verify } from './verify.ts';
import type { Walk } from './walk.ts';

export type { MovePlan } from './move-plan.ts';
export type { Moved } from './move-result.ts';

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
  const { findings } = await verify(walk, { sections: [], checks: declared.checks, quick: true });
  return result(about, { errors: [], findings, exit: blocks(findings) ? exits.blocked : exits.proven });
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
