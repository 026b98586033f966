/** Variables, deployments and what is done to them. */
import { OperatorError } from '../core/errors.ts';
import type { HostApi, HostContext } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import { heroku } from '../vendors/heroku.ts';
import type { HerokuClient } from '../vendors/heroku-client.ts';
import type { HerokuBuild } from '../vendors/heroku-types.ts';
import { deploymentsOf, type History, unknownSlugs } from './heroku-deployments.ts';
import { sizes } from './heroku-facts.ts';
import { buildLines, runLines } from './heroku-logs.ts';
import { type About, aboutIn, changes, isOwn, own } from './heroku-memory.ts';
import { appOf } from './heroku-place.ts';
import { nothingYet, remembered, seenOf, setBuildpacks } from './heroku-services.ts';
import { processOf, type Seen } from './heroku-settings.ts';

/** A build that takes longer is ended by Heroku: https://devcenter.heroku.com/articles/limits#build */
const buildMinutes = 16;

export const variables: Pick<HostApi, 'variables' | 'setVariables'> = {
  async variables({ client: of }, _place, id) {
    const all = Object.entries(await of(heroku).variables(id)).filter(([name]) => !isOwn(name));
    return all.map(([name, value]) => ({ name, value: new Secret(`heroku.${name}`, value), target: 'production' as const }));
  },

  /** One call. Heroku restarts with them what runs already; there is no way to keep it from that. */
  async setVariables({ client: of }, _place, id, { set, remove, target }) {
    if (target === 'preview') throw new Error('k77 lets Heroku make no previews, so there are no variables for them');
    const client = of(heroku);
    const values = Object.entries(set).map(([name, value]) => [name, typeof value === 'string' ? value : value.reveal()] as const);
    const wanted = Object.fromEntries([...remove.filter((name) => !isOwn(name)).map((name) => [name, null] as const), ...values]);
    const change = changes(wanted, await client.variables(id));
    if (Object.keys(change).length > 0) await client.changeVariables(id, change);
  },
};

export const deployments: Pick<
  HostApi,
  'repositories' | 'deployments' | 'deployment' | 'deploy' | 'logs' | 'rollback' | 'restart' | 'suspend' | 'resume'
> = {
  /** It reads no repository: it is lent the code of a commit. */
  repositories: async () => 'unseen',

  deployments: async ({ client: of }, _place, id) => deploymentsOf(await historyOf(of(heroku), id)),

  async deployment({ client: of }, _place, id, wanted) {
    return deploymentsOf(await historyOf(of(heroku), id)).find((one) => one.id === wanted);
  },

  /** What was built of that commit already is released again; else it is built. Then it is scaled, which no release does of itself. */
  async deploy(context, _place, id, commit) {
    const client = context.client(heroku);
    const [seen, builds] = await Promise.all([appOf(client, id).then((app) => seenOf(client, app)), client.builds(id)]);
    const about = remembered(seen);
    const built = builds.find((one) => one.status === 'succeeded' && one.source_blob.version === commit && one.slug);
    if (built?.slug && processOf(seen)) {
      const release = await client.releaseSlug(id, built.slug.id, `Deploy ${commit.slice(0, 8)}`);
      await released(context, client, id, release.id);
      await start(client, id, about);
      return release.id;
    }
    const build =
      builds.find((one) => one.status === 'pending' && one.source_blob.version === commit) ?? (await begin(client, id, seen, commit));
    if (await finished(context, client, id, build.id)) await start(client, id, about);
    return build.id;
  },

  async logs({ client: of }, _place, id, deployment, what, lines) {
    const client = of(heroku);
    const history = await historyOf(client, id);
    const all = deploymentsOf(history);
    const position = all.findIndex((one) => one.id === deployment);
    const [one, next] = [all[position], all[position - 1]];
    if (!one) return [];
    if (what === 'run') return runLines(await client.logs(id, lines), one.createdAt, next?.createdAt).slice(-lines);
    const build = history.builds.find((other) => other.id === deployment);
    const release = history.releases.find((other) => other.id === (build?.release?.id ?? deployment));
    const outputs = [build?.output_stream_url, release?.output_stream_url].flatMap((address) => (address ? [address] : []));
    const texts = await Promise.all(outputs.map((address) => client.output(address)));
    return texts.flatMap((text) => buildLines(text, one.createdAt)).slice(-lines);
  },

  async rollback({ client: of }, _place, id, deployment) {
    const client = of(heroku);
    const history = await historyOf(client, id);
    if (deploymentsOf(history).some((one) => one.id === deployment && one.current)) return;
    const release = history.builds.find((one) => one.id === deployment)?.release?.id ?? deployment;
    await client.rollBack(id, release);
  },

  restart: ({ client: of }, _place, id) => of(heroku).restart(id),

  async suspend({ client: of }, _place, id) {
    const client = of(heroku);
    const runs = processOf(await seenOf(client, await appOf(client, id)));
    if (runs && runs.quantity > 0) await client.changeFormation(id, runs.type, { quantity: 0 });
  },

  async resume({ client: of }, _place, id) {
    const client = of(heroku);
    await start(client, id, remembered(await seenOf(client, await appOf(client, id))));
  },
};

async function historyOf(client: HerokuClient, id: string): Promise<History> {
  const app = await appOf(client, id);
  const [seen, builds, releases, dynos] = await Promise.all([
    seenOf(client, app),
    client.builds(app.name),
    client.releases(app.name),
    client.dynos(app.name),
  ]);
  const about = aboutIn(seen.kept);
  const slugs = await Promise.all(unknownSlugs({ builds, releases }).map((slug) => client.slug(app.name, slug)));
  return {
    builds,
    releases,
    dynos,
    runs: processOf(seen),
    branch: about?.branch,
    url: about?.type === 'web' ? (app.web_url ?? undefined) : undefined,
    commits: Object.fromEntries(slugs.flatMap((slug) => (slug?.commit ? [[slug.id, slug.commit]] : []))),
  };
}

async function begin(client: HerokuClient, id: string, seen: Seen, commit: string): Promise<HerokuBuild> {
  const { repository, branch } = remembered(seen);
  if (repository === '')
    throw new OperatorError({
      what: `k77 does not know any more which repository the Heroku app ${id} is built from`,
      fix: 'run k77 deploy: it sets the service up again',
    });
  await setBuildpacks(client, id, seen.kept[own.start] ?? null);
  const url = await client.archive({ repository, commit });
  return client.createBuild(id, { url, version: commit, description: `${repository} ${branch}` });
}

/** @returns true once it is released */
async function finished(context: HostContext, client: HerokuClient, id: string, build: string): Promise<boolean> {
  const ended = await context.wait(
    'Heroku to build it',
    async () => {
      const now = await client.build(id, build);
      if (now?.status === 'succeeded' && now.release === null) return undefined;
      return now === undefined || now.status === 'pending' ? undefined : now;
    },
    buildMinutes,
  );
  return ended.release ? released(context, client, id, ended.release.id) : false;
}

/** The release command runs before it takes over. */
async function released(context: HostContext, client: HerokuClient, id: string, release: string): Promise<boolean> {
  const ended = await context.wait(
    'Heroku to release it',
    async () => {
      const now = await client.release(id, release);
      return now === undefined || now.status === 'pending' ? undefined : now;
    },
    buildMinutes,
  );
  return ended.status === 'succeeded';
}

/** Heroku starts a web process of a new app by itself, and no other. */
async function start(client: HerokuClient, id: string, { type, size, quantity }: About): Promise<void> {
  const runs = (await client.formation(id)).find((one) => one.type === type);
  if (!runs) throw nothingYet(id);
  const has = runs.size.toLowerCase();
  const fits = has !== 'eco' && sizes[has]?.memoryMb === sizes[size]?.memoryMb;
  if (runs.quantity > 0 && fits) return;
  await client.changeFormation(id, type, { quantity: runs.quantity || quantity, size });
}
