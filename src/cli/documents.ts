/**
 * What `--json` prints, as plain objects. These shapes are promised to scripts: they only ever grow.
 */
import { isPending, type Plan } from '../core/plan.ts';
import type { Deployed } from '../engine/walk.ts';
import { checkDocument } from '../report/run.ts';

export interface Place {
  environment: string;
  root: string;
}

export function planDocument(plan: Plan) {
  return {
    accounts: plan.accounts.map(({ vendor, identity }) => ({ vendor, ...identity })),
    planned: plan.planned.map(({ task, phase, action, changes, accepted, why, monthlyCents }) => ({
      task: task.id,
      phase,
      action,
      title: task.title,
      changes: changes.map(({ path, from, to }) => ({ path, from: from ?? null, to: to ?? null })),
      ...(accepted === undefined ? {} : { accepted }),
      ...(why === undefined ? {} : { why }),
      ...(monthlyCents === undefined ? {} : { monthlyCents }),
    })),
    pending: plan.planned.filter(isPending).length,
  };
}

export function deployDocument(place: Place, deployed: Deployed) {
  return {
    ...place,
    exit: deployed.exit,
    phases: deployed.phases.map(({ phase, tasks, gate }) => ({
      phase,
      tasks,
      gate: { passed: gate.passed, findings: gate.findings.map(checkDocument) },
    })),
    writes: deployed.writes,
  };
}
