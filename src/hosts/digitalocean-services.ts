/** Services at DigitalOcean: an app each, made with its repository, set up, connected, scaled. */
import { OperatorError } from '../core/errors.ts';
import type { HostApi, Place } from '../core/host.ts';
import { digitalocean } from '../vendors/digitalocean.ts';
import type { DigitalOceanClient } from '../vendors/digitalocean-client.ts';
import { change, inTurn } from './digitalocean-changes.ts';
import { appName, appNamed, appOf, appPage } from './digitalocean-place.ts';
import { changedSpec, connectedSpec, connectionOf, newSpec, notesOf, settingsOf } from './digitalocean-settings.ts';
import { mainOf, restored } from './digitalocean-spec.ts';

export const services: Pick<HostApi, 'services' | 'service' | 'makeService' | 'configure' | 'connect' | 'scale'> = {
  async services({ client: of }, { project }) {
    const here = (await of(digitalocean).apps()).filter((one) => one.project_id === project && mainOf(one.spec));
    return here.map((one) => {
      const { startCommand, root } = settingsOf(one);
      return {
        id: one.id,
        name: one.spec.name,
        repository: connectionOf(one.spec)?.repository,
        startCommand: startCommand ?? undefined,
        root,
        url: one.live_url || one.default_ingress || undefined,
      };
    });
  },

  async service({ client: of }, place, name) {
    const found = await appNamed(of(digitalocean), place, name);
    if (!found) return undefined;
    const notes = notesOf(found);
    const { autoscaling } = mainOf(found.spec)?.main ?? {};
    return {
      id: found.id,
      name,
      settings: settingsOf(found),
      ...(autoscaling ? { scales: { min: autoscaling.min_instance_count ?? 1, max: autoscaling.max_instance_count ?? 1 } } : {}),
      repository: connectionOf(found.spec),
      ...(notes.length === 0 ? {} : { notes }),
    };
  },

  /** DigitalOcean deploys what is new at once: it is made archived, and comes to life with the first deployment, which has its variables. */
  async makeService(context, place, name, settings) {
    const client = context.client(digitalocean);
    const there = await appNamed(client, place, name);
    if (there) {
      const { web: _web, ...rest } = settings;
      await services.configure(context, place, there.id, rest);
      return there.id;
    }
    return (await client.createApp(newSpec(appName(place, name), name, settings), place.project ?? '')).id;
  },

  /** What runs goes on with the new settings, what is archived stays so. */
  async configure({ client: of }, _place, id, wants) {
    const client = of(digitalocean);
    await inTurn(id, async () => {
      const app = await appOf(client, id);
      const spec = changedSpec(app, wants);
      if (spec) await change(client, app, spec, { quietly: false });
    });
  },

  /** The one change that deploys the newest commit, with the variables and settings that were saved before. */
  async connect({ client: of }, _place, id, to) {
    const client = of(digitalocean);
    await inTurn(id, async () => {
      const app = await appOf(client, id);
      const has = connectionOf(app.spec);
      const same = has?.repository.toLowerCase() === to.repository.toLowerCase() && has.branch === to.branch;
      if (same && has.autoDeploy === to.autoDeploy) return;
      await change(client, app, restored(connectedSpec(app.spec, to)), { quietly: false, newest: true });
    });
  },

  async scale({ client: of }, place, id, replicas) {
    const client = of(digitalocean);
    await inTurn(id, () => scaled(client, place, id, replicas));
  },
};

async function scaled(client: DigitalOceanClient, place: Place, id: string, replicas: number): Promise<void> {
  const app = await appOf(client, id);
  const { autoscaling } = mainOf(app.spec)?.main ?? {};
  if (autoscaling)
    throw new OperatorError({
      what: `DigitalOcean scales ${app.spec.name} by itself, between ${autoscaling.min_instance_count} and ${autoscaling.max_instance_count} instances, and takes no number meanwhile`,
      fix: 'switch autoscaling off in the dashboard (app → Settings → component → Resource size), then run the same command again',
      see: appPage(place, id),
    });
  const spec = changedSpec(app, { replicas });
  if (spec) await change(client, app, spec, { quietly: false });
}
