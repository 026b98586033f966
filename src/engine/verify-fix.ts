/**
 * verify --fix: applies again exactly the tasks whose drift a check has shown, as deploy does (plan, yes, walk, gate), then looks again at what failed.
 */
import type { Allowance, AnyCheck, CheckId, Finding } from '../core/check.ts';
import { type Exit, exits } from '../core/errors.ts';
import { deploy } from './deploy.ts';
import { updated, verify } from './verify.ts';
import type { Deployed, Verified, Walk } from './walk.ts';

export interface FixOptions {
  /** Agrees to the plan. */
  yes: boolean;
  /** The command as typed. */
  command: string;
  allow?: readonly Allowance[];
}

export interface Fixed {
  exit: Exit;
  deployed: Deployed;
  /** What was seen before, with everything that was looked at again. */
  verified: Verified;
  /** Failed before and is proved now. */
  mended: readonly Finding[];
  /** Failed before and is still not proved. */
  left: readonly Finding[];
}

/** Tasks that mend a check. */
export function tasksBehind({ task }: Pick<AnyCheck, 'task'>): readonly string[] {
  return task === undefined ? [] : typeof task === 'string' ? [task] : task;
}

/** What failed and can be mended by applying its tasks again. @returns ids of the tasks, in the order of the guide, and of the checks */
export function fixable(walk: Walk, findings: readonly Finding[]): { tasks: readonly string[]; checks: readonly CheckId[] } {
  const failed = new Set(findings.filter(({ verdict }) => verdict.state === 'fail').map(({ id }) => id));
  const checks = walk.catalogue.checks.filter((check) => failed.has(check.id) && tasksBehind(check).length > 0);
  const named = new Set(checks.flatMap(tasksBehind));
  const tasks = walk.catalogue.phases.flatMap((phase) => phase.tasks.map(({ id }) => id)).filter((id) => named.has(id));
  return { tasks, checks: checks.map(({ id }) => id) };
}

/** @throws Cancelled when the plan is declined; OperatorError when there is nobody to agree to it */
export async function fix(walk: Walk, before: readonly Finding[], options: FixOptions): Promise<Fixed> {
  const { tasks } = fixable(walk, before);
  const phases = walk.catalogue.phases.filter((phase) => phase.tasks.some(({ id }) => tasks.includes(id))).map(({ number }) => number);
  const { yes, command, allow } = options;
  const deployed = await deploy(walk, { phases, only: tasks, replace: [], yes, command });
  const failing = before.filter(({ verdict }) => verdict.state === 'fail').map(({ id }) => id);
  const again = await verify(walk, { sections: [], checks: failing, ...(allow ? { allow } : {}) });
  const gates = deployed.phases.flatMap(({ gate }) => gate.findings);
  const verified = updated(before, [...gates, ...again.findings]);
  const now = verified.findings.filter(({ id }) => failing.includes(id));
  const stopped = deployed.exit === exits.proven || deployed.exit === exits.blocked ? undefined : deployed.exit;
  const proved = ({ verdict }: Finding): boolean => verdict.state === 'pass' || verdict.state === 'attested';
  return {
    exit: stopped ?? verified.exit,
    deployed,
    verified,
    mended: now.filter(proved),
    left: now.filter((finding) => !proved(finding)),
  };
}
