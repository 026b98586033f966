/** Variables, deploys and what is done to them. */
import { OperatorError } from '../core/errors.ts';
import type { HostApi } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import { render } from '../vendors/render.ts';
import type { RenderDeploy } from '../vendors/render-types.ts';
import { deploymentOf, deploymentsOf, lineOf } from './render-deployments.ts';
import { serviceOf } from './render-place.ts';

/** How long a deploy that Render put into a queue may stay out of its list, minutes. */
const queuePatience = 1;

export const variables: Pick<HostApi, 'variables' | 'setVariables'> = {
  async variables({ client: of }, _place, id) {
    const all = await of(render).variables(id);
    return all.map(({ key, value }) => ({ name: key, value: new Secret(`render.${key}`, value), target: 'production' as const }));
  },

  /** Render replaces the whole set, so that what is there and is not k77's goes along. */
  async setVariables({ client: of }, _place, id, { set, remove, target }) {
    if (target === 'preview') throw new Error('k77 lets Render make no previews, so there are no variables for them');
    const client = of(render);
    const there = new Map((await client.variables(id)).map(({ key, value }) => [key, value]));
    const wanted = new Map(there);
    for (const name of remove) wanted.delete(name);
    for (const [name, value] of Object.entries(set)) wanted.set(name, typeof value === 'string' ? value : value.reveal());
    const same = wanted.size === there.size && [...wanted].every(([name, value]) => there.get(name) === value);
    if (!same)
      await client.replaceVariables(
        id,
        [...wanted].map(([key, value]) => ({ key, value })),
      );
  },
};

export const deployments: Pick<
  HostApi,
  'repositories' | 'deployments' | 'deployment' | 'deploy' | 'logs' | 'rollback' | 'restart' | 'suspend' | 'resume'
> = {
  /** Its API does not tell; making a service from the repository shows. */
  repositories: async () => 'unseen',

  async deployments({ client: of }, _place, id) {
    const client = of(render);
    const [service, all] = await Promise.all([serviceOf(client, id), client.deploys(id)]);
    return deploymentsOf(all, service);
  },

  async deployment({ client: of }, _place, id, wanted) {
    const client = of(render);
    const [service, all] = await Promise.all([serviceOf(client, id), client.deploys(id)]);
    const recent = deploymentsOf(all, service).find((one) => one.id === wanted);
    if (recent) return recent;
    const old = await client.deploy(id, wanted);
    return old && deploymentOf(old, service, false);
  },

  async deploy({ client: of, wait }, _place, id, commit) {
    const client = of(render);
    const service = await serviceOf(client, id);
    if (service.suspended === 'suspended')
      throw new OperatorError({
        what: `Render has suspended ${service.name}${service.suspenders.length > 0 ? ` (${service.suspenders.join(', ')})` : ''}, and deploys nothing of it`,
        fix: 'see in its dashboard why (an unpaid bill, a crash loop, a person), put that right and press Resume there; then run the same command again',
        see: service.dashboardUrl,
      });
    const known = new Set((await client.deploys(id)).map((one) => one.id));
    const begun = await client.createDeploy(id, commit);
    if (begun) return begun.id;
    // Put into a queue: no id was told.
    return wait(
      `Render to take the deploy of ${service.name} out of its queue`,
      async () => {
        const made = (await client.deploys(id)).find((one) => !known.has(one.id) && one.commit?.id === commit);
        return made?.id;
      },
      queuePatience,
    );
  },

  /** Lines carry no deploy: those of its time are told, of a build up to when the next one began, of what ran up to when it took over. */
  async logs({ client: of, clock }, place, id, deployment, what, lines) {
    const client = of(render);
    const all = await client.deploys(id);
    const one = all.find((other) => other.id === deployment) ?? (await client.deploy(id, deployment));
    if (!one?.createdAt) return [];
    const now = clock.now().toISOString();
    const to = what === 'build' ? (laterThan(one, all).at(-1)?.createdAt ?? now) : endOf(one, all, now);
    const query = { owner: place.owner ?? '', service: id, type: what === 'build' ? 'build' : 'app', from: one.createdAt, to } as const;
    return (await client.logs(query, lines)).map(lineOf);
  },

  /** A new deploy of that build. Where pushes deploy, the next one goes on from the branch. */
  async rollback({ client: of }, _place, id, deployment) {
    const client = of(render);
    const all = await client.deploys(id);
    if (all.find(({ status }) => status === 'live')?.id !== deployment) await client.rollback(id, deployment);
  },
  restart: ({ client: of }, _place, id) => of(render).order(id, 'restart'),
  async suspend({ client: of }, _place, id) {
    const client = of(render);
    if ((await serviceOf(client, id)).suspended === 'not_suspended') await client.order(id, 'suspend');
  },
  async resume({ client: of }, _place, id) {
    const client = of(render);
    if ((await serviceOf(client, id)).suspended === 'suspended') await client.order(id, 'resume');
  },
};

/** @param all newest first */
function laterThan({ id }: RenderDeploy, all: readonly RenderDeploy[]): readonly RenderDeploy[] {
  return all.slice(
    0,
    Math.max(
      0,
      all.findIndex((other) => other.id === id),
    ),
  );
}

/** When a later deploy had taken over, or now. */
function endOf(one: RenderDeploy, all: readonly RenderDeploy[], now: string): string {
  const served = laterThan(one, all).filter(({ status }) => status === 'live' || status === 'deactivated');
  return served.at(-1)?.finishedAt ?? now;
}
