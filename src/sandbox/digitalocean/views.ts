/** Apps and deployments, as the API shows them. */
import type { Books } from './books.ts';
import { zone } from './looking.ts';
import type { App, Deployment, Domain, Json } from './model.ts';
import { regions } from './sizes.ts';
import { mainOf } from './spec.ts';

/** `kingdom77-api-x7k2p.ondigitalocean.app` */
export function hostOf({ spec, suffix }: Pick<App, 'spec' | 'suffix'>): string {
  return `${spec.name}-${suffix}.${zone}`;
}

export function appView(books: Books, app: App): Json {
  const all = books.deploymentsOf(app);
  const [active, pending] = [books.active(app), all.find(({ phase }) => phase === 'PENDING_BUILD')];
  const moving = all.find(({ phase }) => phase === 'BUILDING' || phase === 'PENDING_DEPLOY' || phase === 'DEPLOYING');
  const pinned = all.find(({ id }) => id === app.pinned?.deployment);
  const domains = books.state.domains.filter((one) => one.app === app.id);
  const primary = domains.find(({ phase }) => phase === 'ACTIVE')?.name;
  const web = mainOf(app.spec)?.web === true && app.named;
  const own = hostOf(app);
  return {
    id: app.id,
    owner_uuid: books.state.account.team.uuid,
    project_id: app.project,
    spec: app.spec,
    ...(all[0] ? { last_deployment_created_at: all[0].createdAt } : {}),
    ...(web
      ? { default_ingress: `https://${own}`, live_url: `https://${primary ?? own}`, live_url_base: `https://${primary ?? own}` }
      : {}),
    ...(web ? { live_domain: primary ?? own } : {}),
    created_at: app.createdAt,
    updated_at: app.updatedAt,
    tier_slug: 'basic',
    region: regionView(app.spec.region ?? 'nyc'),
    ...(active ? { active_deployment: deploymentView(active) } : {}),
    ...(moving ? { in_progress_deployment: deploymentView(moving) } : {}),
    ...(pending ? { pending_deployment: deploymentView(pending) } : {}),
    ...(pinned ? { pinned_deployment: deploymentView(pinned) } : {}),
    ...(domains.length > 0 ? { domains: domains.map((one) => domainView(app, one)) } : {}),
  };
}

export function regionView(slug: string): Json {
  const plain = slug.replace(/\d+$/, '');
  const { label = plain, continent = '', flag = '', centres = [] } = regions[plain] ?? {};
  return { slug: plain, label, flag, continent, data_centers: centres, default: plain === 'nyc' };
}

function domainView({ spec }: App, { id, name, phase, due, trouble }: Domain): Json {
  const wanted = spec.domains?.find(({ domain }) => domain.toLowerCase().replace(/\.$/, '') === name) ?? { domain: name };
  const days = 90 * 86_400_000;
  return {
    ...{ id, phase, spec: wanted },
    ...(phase === 'ACTIVE' ? { certificate_expires_at: new Date(Math.max(due, 0) + days).toISOString() } : {}),
    progress: {
      steps: [
        {
          name: 'default-ingress-ready',
          status: phase === 'ACTIVE' ? 'SUCCESS' : phase === 'ERROR' ? 'ERROR' : 'RUNNING',
          ...(phase === 'ERROR' ? { reason: { code: 'DomainNotSupported', message: trouble } } : {}),
        },
      ],
    },
  };
}

export function deploymentView(one: Deployment): Json {
  const { id, spec, commit, phase, phaseAt, cause, createdAt, updatedAt, trouble } = one;
  const built = (all: readonly { name: string }[] | undefined) => all?.map(({ name }) => ({ name, source_commit_hash: commit }));
  const [services, workers, jobs] = [built(spec.services), built(spec.workers), built(spec.jobs)];
  const ended = ['ACTIVE', 'SUPERSEDED', 'ERROR', 'CANCELED'].includes(phase);
  const status = phase === 'ERROR' ? 'ERROR' : ended ? 'SUCCESS' : 'RUNNING';
  return {
    ...{ id, spec, phase, cause, tier_slug: 'basic' },
    ...(services ? { services } : {}),
    ...(workers ? { workers } : {}),
    ...(jobs ? { jobs } : {}),
    phase_last_updated_at: phaseAt,
    created_at: createdAt,
    updated_at: updatedAt,
    progress: {
      ...{ total_steps: 1, pending_steps: 0, running_steps: ended ? 0 : 1, success_steps: status === 'SUCCESS' ? 1 : 0 },
      error_steps: status === 'ERROR' ? 1 : 0,
      steps: [{ name: 'deploy', status, started_at: createdAt, ...(trouble ? { reason: { code: 'DeployError', message: trouble } } : {}) }],
    },
  };
}
