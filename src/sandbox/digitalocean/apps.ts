/** Apps: made from a spec, listed, changed as a whole, proposed, deleted. Every change deploys. */
import type { DoSpec } from '../../vendors/digitalocean-types.ts';
import type { Call, Route } from './api.ts';
import { type Books, letters } from './books.ts';
import { begin, newestCommit, refuseHeld } from './deploying.ts';
import { maybeText, paged } from './fields.ts';
import type { App, Json } from './model.ts';
import { Refusal, taken, unpaid } from './refusal.ts';
import { mostApps, sizeNamed, usualSize } from './sizes.ts';
import { checked, forgetSecrets, mainOf, plain, sealed } from './spec.ts';
import { appView } from './views.ts';

export const appRoutes: readonly Route[] = [
  { method: 'GET', path: '/apps', run: ({ books, query }) => paged(books.state.apps, query, 'apps', (one) => appView(books, one)) },
  { method: 'POST', path: '/apps', run: create },
  { method: 'POST', path: '/apps/propose', asks: true, run: propose },
  { method: 'GET', path: '/apps/:app', run: ({ books, at }) => ({ app: appView(books, books.app(at.app ?? '')) }) },
  { method: 'PUT', path: '/apps/:app', run: update },
  { method: 'DELETE', path: '/apps/:app', run: ({ books, at }) => remove(books, books.app(at.app ?? '')) },
];

function create({ books, body }: Call): Json {
  const spec = checked(books, body.spec, undefined);
  const { account, apps, projects } = books.state;
  if (account.status === 'locked') throw new Refusal(403, 'Your account is locked');
  if (!account.pays) throw unpaid();
  if (apps.length >= mostApps) throw new Refusal(403, `you have reached the limit of ${mostApps} apps`);
  if (apps.some((one) => one.spec.name === spec.name)) throw taken(`app name ${spec.name} is already in use`);
  const wanted = maybeText(body, 'project_id') ?? projects.find(({ isDefault }) => isDefault)?.id ?? '';
  const now = books.now();
  const app: App = {
    id: books.tools.random.uuid(),
    project: books.project(wanted).id,
    spec,
    $secrets: {},
    suffix: letters(books.tools.random, 5),
    named: false,
    createdAt: now,
    updatedAt: now,
    pinned: undefined,
    measured: undefined,
  };
  app.spec = sealed(books, { ...spec, region: spec.region ?? 'nyc' }, app.$secrets);
  apps.push(app);
  begin(books, app, { commit: newestCommit(books, app), cause: 'initial deployment', waits: true });
  return { app: appView(books, app) };
}

function update({ books, at, body }: Call): Json {
  const app = books.app(at.app ?? '');
  refuseHeld(app);
  changeSpec(books, app, body.spec, body.update_all_source_versions === true);
  return { app: appView(books, app) };
}

/** As the API and the dashboard do it. @param newest of the newest commit also where the source is the same */
export function changeSpec(books: Books, app: App, given: unknown, newest: boolean, waits = true): void {
  const spec = checked(books, given, app);
  if (books.state.apps.some((one) => one !== app && one.spec.name === spec.name)) throw taken(`app name ${spec.name} is already in use`);
  const before = app.spec;
  app.spec = sealed(books, { ...spec, region: spec.region ?? before.region ?? 'nyc' }, app.$secrets);
  app.updatedAt = books.now();
  settleDomains(books, app);
  const [old] = books.deploymentsOf(app);
  const same = sourceOf(before) === sourceOf(app.spec);
  const commit = same && !newest && old ? old.commit : newestCommit(books, app);
  begin(books, app, { commit, cause: 'app spec updated', waits });
  forgetSecrets(books, app);
}

function sourceOf(spec: DoSpec): string {
  const { github, git } = mainOf(spec)?.main ?? {};
  return `${github?.repo ?? git?.repo_clone_url ?? ''}#${github?.branch ?? git?.branch ?? ''}`;
}

/** Names that the spec has are looked for; others are let go. */
export function settleDomains({ state, tools }: Books, app: App): void {
  const wanted = (app.spec.domains ?? []).map(({ domain }) => plain(domain));
  state.domains = state.domains.filter((one) => one.app !== app.id || wanted.includes(one.name));
  for (const name of wanted)
    if (!state.domains.some((one) => one.name === name))
      state.domains.push({ id: tools.random.uuid(), app: app.id, name, phase: 'PENDING', due: 0, trouble: '' });
}

function propose({ books, body }: Call): Json {
  const app = books.state.apps.find(({ id }) => id === body.app_id);
  const spec = checked(books, body.spec, app);
  const free = !books.state.apps.some((one) => one !== app && one.spec.name === spec.name);
  const cost = [...(spec.services ?? []), ...(spec.workers ?? [])].reduce(
    (sum, { instance_size_slug: slug = usualSize, instance_count: count = 1 }) => sum + Number(sizeNamed(slug)?.dollars ?? 0) * count,
    0,
  );
  return {
    app_is_static: false,
    app_name_available: free,
    ...(free ? {} : { app_name_suggestion: `${spec.name}2`.slice(-32) }),
    existing_static_apps: '0',
    spec,
    app_cost: Math.round(cost),
  };
}

export function remove({ state }: Books, app: App): Json {
  state.apps = state.apps.filter((one) => one !== app);
  state.deployments = state.deployments.filter((one) => one.app !== app.id);
  state.domains = state.domains.filter((one) => one.app !== app.id);
  return { id: app.id };
}
