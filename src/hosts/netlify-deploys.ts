/** Deploys of a site: Netlify keeps them for weeks, and one of them is published. */
import { OperatorError } from '../core/errors.ts';
import type { Deployment, DeploymentStatus, HostApi, LogLine } from '../core/host.ts';
import { netlify } from '../vendors/netlify.ts';
import type { NetlifyClient } from '../vendors/netlify-client.ts';
import type { NetlifyDeploy, NetlifyLogLine, NetlifySite } from '../vendors/netlify-types.ts';
import { connectionOf, siteOf } from './netlify-site.ts';

/** How far back function logs are kept on every plan: a day. */
const keptMs = 24 * 3600 * 1000;

export const deploys: Pick<
  HostApi,
  'repositories' | 'deployments' | 'deployment' | 'deploy' | 'logs' | 'rollback' | 'restart' | 'suspend' | 'resume' | 'scale'
> = {
  // No call: the API knows what sites are connected to, not what the app on GitHub may read.
  repositories: async () => 'unseen',

  async deployments({ client: of }, _place, id) {
    const client = of(netlify);
    const [site, all] = await Promise.all([siteOf(client, id), client.deploys(id)]);
    return all.map((one) => deploymentOf(one, site));
  },

  async deployment({ client: of }, _place, id, wanted) {
    const client = of(netlify);
    const [site, found] = await Promise.all([siteOf(client, id), client.deploy(wanted)]);
    return found && deploymentOf(found, site);
  },

  deploy: async ({ client: of }, _place, id, commit, branch) => ordered(of(netlify), id, commit, branch),

  async logs({ client: of, clock }, _place, id, deployment, what, lines) {
    const client = of(netlify);
    if (what === 'build') return (await client.log(deployment)).slice(-lines).map(lineOf);
    const now = clock.now().getTime();
    const said = await client.functionLog(id, deployment, now - keptMs, now);
    return said
      .slice(-lines)
      .map(({ ts, message, level = '' }) => ({ at: new Date(ts).toISOString(), text: message, severity: severityOf(level) }));
  },

  async rollback({ client: of }, _place, id, deployment) {
    const client = of(netlify);
    if ((await siteOf(client, id)).published_deploy?.id !== deployment) await client.restore(id, deployment);
  },

  /** Nothing runs that could be restarted: the same commit is built once more, with the variables of now. */
  async restart({ client: of }, _place, id, deployment) {
    const client = of(netlify);
    const [site, one] = await Promise.all([siteOf(client, id), client.deploy(deployment)]);
    await ordered(client, id, one?.commit_ref ?? '', one?.branch ?? connectionOf(site)?.branch ?? 'main');
  },

  async suspend({ client: of }, _place, id) {
    const client = of(netlify);
    if ((await siteOf(client, id)).disabled !== true) await client.disableSite(id, 'suspended with k77');
  },

  async resume({ client: of }, _place, id) {
    const client = of(netlify);
    if ((await siteOf(client, id)).disabled === true) await client.enableSite(id);
  },

  async scale() {
    throw new OperatorError({
      what: 'Netlify has no number of replicas: it starts as many functions as visitors need',
      fix: 'there is nothing to do; https://docs.netlify.com/build/functions/overview/ tells the limits of each plan',
    });
  },
};

/**
 * Builds the branch. Netlify takes what it points to, so that a branch that went on meanwhile is called off. Where pushes are not to deploy, builds are activated
 * for this one order only. @returns id of the deploy
 */
async function ordered(client: NetlifyClient, id: string, commit: string, branch: string): Promise<string> {
  const site = await siteOf(client, id);
  const connected = connectionOf(site);
  if (connected === undefined) throw notConnected(site);
  const { published_deploy: published } = site;
  // After "Stop auto publishing" a new deploy would be built and shown to nobody.
  if (published?.locked === true) await client.unlock(published.id);
  if (!connected.autoDeploy) await client.updateSite(id, { build_settings: { stop_builds: false } });
  try {
    const { deploy_id: deploy } = await client.build(id, branch, `k77: ${commit.slice(0, 7)}`);
    const begun = await client.deploy(deploy);
    if (begun?.commit_ref && commit !== '' && begun.commit_ref !== commit) {
      await client.cancel(deploy);
      throw wentOn(branch, commit, begun.commit_ref);
    }
    return deploy;
  } finally {
    if (!connected.autoDeploy) await client.updateSite(id, { build_settings: { stop_builds: true } });
  }
}

export function deploymentOf(one: NetlifyDeploy, site: NetlifySite): Deployment {
  const preview = one.context !== undefined && one.context !== 'production';
  const current = site.published_deploy?.id === one.id;
  const ready = one.state === 'ready';
  const reason = ready || !one.error_message ? '' : `: ${one.error_message}`;
  const unpublished = ready && !preview && !one.published_at ? ' (built, not published)' : '';
  return {
    id: one.id,
    ...(one.commit_ref ? { commit: one.commit_ref } : {}),
    ...(one.branch ? { branch: one.branch } : {}),
    status: statusOf(one, current, preview, site),
    says: `${one.state}${unpublished}${reason}`,
    createdAt: one.created_at,
    ...(one.deploy_ssl_url ? { url: one.deploy_ssl_url } : {}),
    current,
    preview,
    canRollback: ready && !preview && !current,
  };
}

function statusOf(
  { state, published_at: published }: NetlifyDeploy,
  current: boolean,
  preview: boolean,
  site: NetlifySite,
): DeploymentStatus {
  if (state === 'new' || state === 'pending_review' || state === 'accepted' || state === 'enqueued') return 'waiting';
  if (state === 'error' || state === 'rejected') return 'failed';
  if (state !== 'ready') return 'building';
  if (site.disabled === true && (current || preview)) return 'suspended';
  if (current || preview) return 'live';
  // Built, and about to be published; with publishing stopped it waits for somebody.
  return published || site.published_deploy?.locked === true ? 'removed' : 'starting';
}

function lineOf({ ts, log, message, level = '' }: NetlifyLogLine): LogLine {
  return { at: ts, text: log ?? message ?? '', severity: severityOf(level) };
}

function severityOf(level: string): LogLine['severity'] {
  return /error|fatal/i.test(level) ? 'error' : /warn/i.test(level) ? 'warn' : 'info';
}

function notConnected({ name }: NetlifySite): OperatorError {
  return new OperatorError({
    what: `the Netlify site ${name} is connected to no repository on GitHub`,
    fix: 'run k77 deploy 6.6, which connects it',
  });
}

function wentOn(branch: string, wanted: string, has: string): OperatorError {
  return new OperatorError({
    what: `Netlify builds what a branch points to, and ${branch} points to ${has.slice(0, 7)} by now, not to ${wanted.slice(0, 7)}; k77 called that build off`,
    fix: 'bring your copy of the repository up to date (git pull), or push what shall be deployed; then run the same command again',
  });
}
