/** Deployments and their lines, from Railway's words to ours. Pure. */
import type { Deployment, DeploymentStatus, LogLine } from '../core/host.ts';
import type { RailwayDeployment, RailwayLine } from '../vendors/railway-types.ts';

const statuses: Readonly<Record<string, DeploymentStatus>> = {
  QUEUED: 'waiting',
  WAITING: 'waiting',
  NEEDS_APPROVAL: 'waiting',
  INITIALIZING: 'waiting',
  BUILDING: 'building',
  DEPLOYING: 'starting',
  SUCCESS: 'live',
  // It sleeps until somebody asks for it.
  SLEEPING: 'live',
  FAILED: 'failed',
  CRASHED: 'crashed',
  REMOVING: 'removed',
  REMOVED: 'removed',
  // A push that changed nothing which the service watches.
  SKIPPED: 'removed',
};

/** @param all newest first */
export function deploymentsOf(all: readonly RailwayDeployment[]): Deployment[] {
  const serving = all.find(({ status }) => ['SUCCESS', 'SLEEPING', 'CRASHED'].includes(status));
  return all.map((one) => deploymentOf(one, one === serving));
}

export function deploymentOf(one: RailwayDeployment, current: boolean): Deployment {
  const status = statuses[one.status] ?? 'waiting';
  const stopped = one.stopped && status === 'live';
  return {
    id: one.id,
    ...(one.commit === undefined ? {} : { commit: one.commit }),
    ...(one.branch === undefined ? {} : { branch: one.branch }),
    status: stopped ? 'suspended' : status,
    says: stopped ? `${one.status}, stopped` : one.status,
    createdAt: one.createdAt,
    ...(one.url === undefined ? {} : { url: one.url }),
    current,
    preview: false,
    canRollback: one.canRollback && !current,
  };
}

/** A line that Railway took apart is put together again: the line as its program wrote it, as other hosts show it. */
export function lineOf({ timestamp, message, severity, fields }: RailwayLine): LogLine {
  const known = severityOf(severity?.toLowerCase());
  return { at: timestamp, text: fields ? JSON.stringify({ ...fields, msg: message }) : message, ...(known ? { severity: known } : {}) };
}

function severityOf(word: string | undefined): LogLine['severity'] {
  if (word === undefined) return undefined;
  if (['error', 'err', 'fatal', 'critical', 'alert', 'emerg'].includes(word)) return 'error';
  if (word.startsWith('warn')) return 'warn';
  if (word === 'debug' || word === 'trace') return 'debug';
  return word === 'info' || word === 'notice' ? 'info' : undefined;
}
