/** Deploys and their lines, from Render's words to ours. Pure. */
import type { Deployment, DeploymentStatus, LogLine } from '../core/host.ts';
import type { RenderDeploy, RenderDeployStatus, RenderLine, RenderService } from '../vendors/render-types.ts';

const statuses: Readonly<Record<RenderDeployStatus, DeploymentStatus>> = {
  created: 'waiting',
  queued: 'waiting',
  build_in_progress: 'building',
  pre_deploy_in_progress: 'starting',
  update_in_progress: 'starting',
  live: 'live',
  deactivated: 'removed',
  build_failed: 'failed',
  pre_deploy_failed: 'failed',
  update_failed: 'failed',
  canceled: 'removed',
};

export function isUnderWay({ status = 'created' }: Pick<RenderDeploy, 'status'>): boolean {
  return ['waiting', 'building', 'starting'].includes(statuses[status]);
}

/** @param all newest first */
export function deploymentsOf(all: readonly RenderDeploy[], service: RenderService): Deployment[] {
  const serving = servingAmong(all, service);
  return all.map((one) => deploymentOf(one, service, one === serving));
}

/** A suspended service has nothing that is live: what served last is what it goes on with. */
function servingAmong(all: readonly RenderDeploy[], { suspended }: RenderService): RenderDeploy | undefined {
  const live = all.find(({ status }) => status === 'live');
  return live ?? (suspended === 'suspended' ? all.find(({ status }) => status === 'deactivated') : undefined);
}

export function deploymentOf(one: RenderDeploy, service: RenderService, current: boolean): Deployment {
  const { status = 'created', commit, createdAt = '' } = one;
  const { url } = service.serviceDetails;
  const stopped = current && service.suspended === 'suspended';
  return {
    id: one.id,
    ...(commit?.id ? { commit: commit.id } : {}),
    ...(service.branch ? { branch: service.branch } : {}),
    status: stopped ? stoppedAs(service) : (statuses[status] ?? 'waiting'),
    says: stopped ? `${status}, service suspended${byWhom(service)}` : status,
    createdAt,
    ...(url ? { url } : {}),
    current,
    preview: false,
    // It was live; whether its build is still kept is told only when it is asked for.
    canRollback: status === 'deactivated' && !current,
  };
}

function stoppedAs({ suspenders }: RenderService): DeploymentStatus {
  return suspenders.includes('stuck_crashlooping') ? 'crashed' : 'suspended';
}

function byWhom({ suspenders }: RenderService): string {
  return suspenders.length === 0 ? '' : ` by ${suspenders.join(', ')}`;
}

export function lineOf({ timestamp, message, labels }: RenderLine): LogLine {
  const known = severityOf(labels.find(({ name }) => name === 'level')?.value.toLowerCase());
  return { at: timestamp, text: message, ...(known ? { severity: known } : {}) };
}

function severityOf(word: string | undefined): LogLine['severity'] {
  if (word === undefined) return undefined;
  if (['error', 'fatal', 'critical', 'alert', 'emergency'].includes(word)) return 'error';
  if (word.startsWith('warn')) return 'warn';
  if (word === 'debug' || word === 'trace') return 'debug';
  return word === 'info' || word === 'notice' ? 'info' : undefined;
}
