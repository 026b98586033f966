/**
 * What `--json` prints, as plain objects. These shapes are promised to scripts: they only ever grow.
 */
import type { Finding } from '../core/check.ts';
import { isPending, type Plan } from '../core/plan.ts';
import type { Deployed, Verified } from '../engine/walk.ts';

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
      gate: { passed: gate.passed, findings: gate.findings.map(findingDocument) },
    })),
    writes: deployed.writes,
  };
}

/** Exactly `{summary, checks, boxes}`. */
export function verifyDocument({ summary, findings, boxes }: Verified) {
  return { summary, checks: findings.map(findingDocument), boxes };
}

function findingDocument({ id, section, title, phase, guide, weight, verdict, ms }: Finding) {
  return { id, section, title, phase, guide, weight, ...verdict, ms };
}
