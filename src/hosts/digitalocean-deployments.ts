/** Deployments at DigitalOcean and what is done to them. */
import { OperatorError } from '../core/errors.ts';
import type { HostApi, LogLine, Place } from '../core/host.ts';
import { digitalocean } from '../vendors/digitalocean.ts';
import type { DigitalOceanClient, LogKind } from '../vendors/digitalocean-client.ts';
import type { DoApp, DoCondition } from '../vendors/digitalocean-types.ts';
import { callOff, change, inTurn, refuseHeld } from './digitalocean-changes.ts';
import { appOf, appPage } from './digitalocean-place.ts';
import { commitOf, deploymentOf, deploymentsOf, linesOf, lostNames } from './digitalocean-running.ts';
import { isArchived, jobOf, mainOf, restored } from './digitalocean-spec.ts';

export const deployments: Pick<
  HostApi,
  'repositories' | 'deployments' | 'deployment' | 'deploy' | 'logs' | 'rollback' | 'restart' | 'suspend' | 'resume'
> = {
  /** Its API does not tell; making an app from the repository shows. */
  repositories: async () => 'unseen',

  async deployments({ client: of, clock }, _place, id) {
    const client = of(digitalocean);
    const [app, all] = await Promise.all([appOf(client, id), client.deployments(id)]);
    return deploymentsOf(all, app, await client.health(id), clock.now());
  },

  async deployment({ client: of, clock }, _place, id, wanted) {
    const client = of(digitalocean);
    const [app, all] = await Promise.all([appOf(client, id), client.deployments(id)]);
    const recent = deploymentsOf(all, app, await client.health(id), clock.now()).find((one) => one.id === wanted);
    if (recent) return recent;
    const old = await client.deployment(id, wanted);
    return old && deploymentOf(old, app, []);
  },

  /** DigitalOcean takes the newest commit of the branch: another one than the wanted is called off, and nobody gets it unasked. */
  async deploy({ client: of }, place, id, commit, branch) {
    const client = of(digitalocean);
    return inTurn(id, () => deployed(client, place, id, { commit, branch }));
  },

  async logs({ client: of }, _place, id, deployment, what, lines) {
    const client = of(digitalocean);
    const { spec } = await appOf(client, id);
    const one = await client.deployment(id, deployment);
    const found = mainOf(one?.spec ?? spec);
    if (!one || !found) return [];
    const job = jobOf(one.spec ?? spec);
    const asked: readonly (readonly [string, LogKind])[] =
      what === 'build'
        ? [[found.main.name, 'BUILD'], ...(job ? ([[job.name, 'DEPLOY']] as const) : [])]
        : (['DEPLOY', 'RUN_RESTARTED', 'RUN'] as const).map((kind) => [found.main.name, kind]);
    const texts = await Promise.all(asked.map(([component, kind]) => readLog(client, id, deployment, component, kind)));
    const all = texts.flatMap((text) => linesOf(text, one.created_at ?? ''));
    return all.sort((a, b) => a.at.localeCompare(b.at)).slice(-lines) satisfies LogLine[];
  },

  /** Image, settings and variables of then, at once and for good: the app is not held there, so that the next push and the next deploy go on from it. */
  async rollback({ client: of }, place, id, deployment) {
    const client = of(digitalocean);
    const app = await appOf(client, id);
    if (app.active_deployment?.id === deployment) return;
    const { spec } = (await client.deployment(id, deployment)) ?? {};
    const lost = spec ? lostNames(spec, app.spec) : [];
    if (lost.length > 0) throw withoutName(app, lost, appPage(place, id));
    const { valid, error } = await client.checkRollback(id, deployment);
    if (valid === false) throw cannotGoBack(app, error, appPage(place, id));
    await client.rollback(id, deployment);
  },

  async restart({ client: of }, _place, id) {
    const client = of(digitalocean);
    const { main } = mainOf((await appOf(client, id)).spec) ?? {};
    await client.restart(id, main ? [main.name] : []);
  },

  async suspend({ client: of }, _place, id) {
    const client = of(digitalocean);
    await inTurn(id, async () => {
      const app = await appOf(client, id);
      if (!isArchived(app.spec))
        await change(client, app, { ...app.spec, maintenance: { ...app.spec.maintenance, archive: true } }, { quietly: false });
    });
  },
  async resume({ client: of }, _place, id) {
    const client = of(digitalocean);
    await inTurn(id, async () => {
      const app = await appOf(client, id);
      if (isArchived(app.spec)) await change(client, app, restored(app.spec), { quietly: false });
    });
  },
};

async function deployed(client: DigitalOceanClient, place: Place, id: string, to: { commit: string; branch: string }): Promise<string> {
  const { commit, branch } = to;
  const app = await appOf(client, id);
  refuseHeld(app);
  const begun = isArchived(app.spec)
    ? await change(client, app, restored(app.spec), { quietly: false, newest: true })
    : await client.createDeployment(id);
  if (!begun) throw beganNothing(app, appPage(place, id));
  const taken = commitOf(begun);
  if (taken === undefined || taken === commit) return begun.id;
  await callOff(client, id, begun);
  throw new OperatorError({
    what: `DigitalOcean deploys the newest commit of ${branch}, ${taken.slice(0, 7)}, and not ${commit.slice(0, 7)}`,
    fix: 'somebody pushed meanwhile: run the same command again; to go back to an older commit roll back (k77 releases) or push its revert',
    see: appPage(place, id),
  });
}

/** Lines are a help, never a reason to fail. */
async function readLog(client: DigitalOceanClient, app: string, deployment: string, component: string, kind: LogKind): Promise<string> {
  return client.logText(app, deployment, component, kind).catch(() => '');
}

function beganNothing({ spec }: Pick<DoApp, 'spec'>, see: string): OperatorError {
  return new OperatorError({
    what: `DigitalOcean took the order and began no deployment of ${spec.name}`,
    fix: 'look at its page whether one has begun meanwhile, then run the same command again',
    see,
  });
}

const reasons: Readonly<Record<string, string>> = {
  incompatible_phase: 'choose a deployment that was live: k77 releases lists them',
  incompatible_result: 'choose a deployment that was live: k77 releases lists them',
  exceeded_revision_limit: 'DigitalOcean keeps the last ten: choose a newer one (k77 releases), or push a revert of the bad commit',
  app_pinned: 'commit or revert the rollback that is there on its page, then run the same command again',
  region_conflict: 'it ran in another region: push a revert of the bad commit instead',
};

/** What it had then is what it gets, its names among that. */
function withoutName({ spec }: Pick<DoApp, 'spec'>, lost: readonly string[], see: string): OperatorError {
  return new OperatorError({
    what: `DigitalOcean would take ${lost.join(' and ')} away from ${spec.name}, which had no such name when that was deployed`,
    fix: 'choose a later deployment (k77 releases), or push a revert of the bad commit',
    see,
  });
}

function cannotGoBack({ spec }: Pick<DoApp, 'spec'>, error: DoCondition | undefined, see: string): OperatorError {
  return new OperatorError({
    what: `DigitalOcean cannot take ${spec.name} back to it: ${error?.message ?? error?.code ?? 'it does not say why'}`,
    fix: reasons[error?.code ?? ''] ?? 'choose another deployment (k77 releases), or push a revert of the bad commit',
    see,
  });
}
