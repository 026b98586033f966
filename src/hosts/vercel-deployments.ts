/** Deployments of a project: Vercel keeps all of them, and one of them has the production domains. */
import { OperatorError } from '../core/errors.ts';
import type { Deployment, DeploymentStatus, HostApi, LogLine } from '../core/host.ts';
import { vercel } from '../vendors/vercel.ts';
import type { VercelDeployment, VercelLog, VercelProject } from '../vendors/vercel-types.ts';
import { connectionOf, deploysPushes, projectOf, skipsNothing } from './vercel-project.ts';
import { isoOf } from './vercel-variables.ts';

export const deployments: Pick<
  HostApi,
  'repositories' | 'deployments' | 'deployment' | 'deploy' | 'logs' | 'rollback' | 'restart' | 'suspend' | 'resume' | 'scale'
> = {
  repositories: async ({ client: of }) => (await of(vercel).repositories()) ?? 'unseen',

  async deployments({ client: of }, _place, id) {
    const client = of(vercel);
    const [project, all] = await Promise.all([projectOf(client, id), client.deployments(id)]);
    return all.map((one) => deploymentOf(one, project));
  },

  async deployment({ client: of }, _place, id, wanted) {
    const client = of(vercel);
    const [project, found] = await Promise.all([projectOf(client, id), client.deployment(wanted)]);
    return found && deploymentOf(found, project);
  },

  async deploy({ client: of }, _place, id, commit, branch) {
    const client = of(vercel);
    const project = await projectOf(client, id);
    const repository = connectionOf(project)?.repository;
    if (repository === undefined) throw notConnected(project);
    // After a rollback a new deployment would be built and shown to nobody.
    if (project.autoAssignCustomDomains === false) await client.updateProject(id, { autoAssignCustomDomains: true });
    const [org = '', repo = ''] = repository.split('/');
    return client.deploy({
      name: project.name,
      project: id,
      target: 'production',
      gitSource: { type: 'github', org, repo, ref: branch, sha: commit },
      ...(deploysPushes(project) ? {} : { projectSettings: { commandForIgnoringBuildStep: skipsNothing } }),
    });
  },

  async logs({ client: of }, _place, id, deployment, what, lines) {
    const client = of(vercel);
    const found = what === 'build' ? await client.buildLogs(deployment, lines) : await client.runtimeLogs(id, deployment);
    return found.slice(-lines).map(lineOf);
  },

  /** Back to an older one, or on to a newer one that waits for the domains; neither is built again. */
  async rollback({ client: of }, _place, id, deployment) {
    const client = of(vercel);
    const project = await projectOf(client, id);
    const current = project.targets?.production?.id;
    if (current === deployment && project.autoAssignCustomDomains !== false) return;
    const [to, from] = await Promise.all([client.deployment(deployment), current === undefined ? undefined : client.deployment(current)]);
    const isOlder = to !== undefined && from !== undefined && to.createdAt < from.createdAt;
    await (isOlder ? client.rollback(id, deployment) : client.promote(id, deployment));
  },

  /** Nothing runs that could be restarted: the same source is built once more, with the variables of now. */
  async restart({ client: of }, _place, id, deployment) {
    const client = of(vercel);
    const { name } = await projectOf(client, id);
    await client.deploy({ name, project: id, target: 'production', deploymentId: deployment });
  },

  async suspend({ client: of }, _place, id) {
    const client = of(vercel);
    if ((await projectOf(client, id)).paused !== true) await client.pause(id, true);
  },

  async resume({ client: of }, _place, id) {
    const client = of(vercel);
    if ((await projectOf(client, id)).paused === true) await client.pause(id, false);
  },

  async scale() {
    throw new OperatorError({
      what: 'Vercel has no number of replicas: it starts as many functions as visitors need',
      fix: 'there is nothing to do; https://vercel.com/docs/functions/concurrency-scaling tells the limits of each plan',
    });
  },
};

export function deploymentOf(one: VercelDeployment, project: VercelProject): Deployment {
  const current = project.targets?.production?.id === one.id;
  const reason = one.state === 'READY' || one.error === undefined ? '' : `: ${one.error}`;
  const staged = one.state === 'READY' && one.substate === 'STAGED' ? ' (staged: it has not got the domains)' : '';
  return {
    id: one.id,
    commit: one.commit,
    branch: one.branch,
    status: statusOf(one, current, project),
    says: `${one.state}${staged}${reason}`,
    createdAt: isoOf(one.createdAt),
    ...(one.url === '' ? {} : { url: `https://${one.url}` }),
    current,
    preview: !one.production,
    canRollback: one.state === 'READY' && one.production && !current && one.rollbackCandidate,
  };
}

function statusOf({ state, production, aliased, substate }: VercelDeployment, current: boolean, project: VercelProject): DeploymentStatus {
  if (state === 'QUEUED') return 'waiting';
  if (state === 'INITIALIZING' || state === 'BUILDING') return 'building';
  if (state === 'ERROR' || state === 'CANCELED') return 'failed';
  if (state === 'DELETED') return 'removed';
  if (project.paused === true && (current || !production)) return 'suspended';
  if (current || !production) return 'live';
  // Built, and the domains are about to lead there.
  return aliased || substate === 'STAGED' || project.autoAssignCustomDomains === false ? 'removed' : 'starting';
}

function lineOf({ at, text, kind, level }: VercelLog): LogLine {
  const severity = level === 'error' ? 'error' : level === 'warning' ? 'warn' : kind === 'fatal' ? 'error' : 'info';
  return { at: isoOf(at), text, severity };
}

function notConnected({ name }: VercelProject): OperatorError {
  return new OperatorError({
    what: `the Vercel project ${name} is connected to no repository on GitHub`,
    fix: 'run k77 deploy 6.6, which connects it',
  });
}
