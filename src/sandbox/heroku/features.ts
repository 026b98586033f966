/**
 * Features of Heroku Labs that an app may have, and what two of them tell what runs: from the next release on, never while it is built. Numbers of dynos and of
 * releases are left out. https://devcenter.heroku.com/articles/dyno-metadata
 */
import { webAddress } from './address.ts';
import type { Call, Route } from './api.ts';
import { appIn } from './app-in.ts';
import { onlyFields } from './fields.ts';
import type { App, Json, Slug } from './model.ts';
import { absent, bad } from './refusal.ts';

const base = '/apps/:app/features';

interface Feature {
  id: string;
  name: string;
  description: string;
  doc: string;
}

const features: readonly Feature[] = [
  {
    id: '00000000-0000-4000-8000-000000000051',
    name: 'log-runtime-metrics',
    description: 'Puts memory and load of dynos into the log',
    doc: 'log-runtime-metrics',
  },
  {
    id: '00000000-0000-4000-8000-000000000052',
    name: 'runtime-dyno-metadata',
    description: 'Tells dynos about their app and their slug',
    doc: 'dyno-metadata',
  },
  {
    id: '00000000-0000-4000-8000-000000000053',
    name: 'runtime-dyno-build-metadata',
    description: 'Tells dynos about their build, too',
    doc: 'dyno-metadata',
  },
];

export const featureRoutes: readonly Route[] = [
  { method: 'GET', path: base, by: ['id', 'name'], run: (call) => features.map((one) => view(appIn(call), one)) },
  { method: 'GET', path: `${base}/:feature`, run: (call) => view(appIn(call), featureNamed(call.at.feature)) },
  { method: 'PATCH', path: `${base}/:feature`, run: change },
];

function change(call: Call): Json {
  const [app, feature] = [appIn(call), featureNamed(call.at.feature)];
  onlyFields(call.body, ['enabled']);
  const { enabled } = call.body;
  if (typeof enabled !== 'boolean') throw bad('Require params: enabled.');
  switchFeature(app, feature.name, enabled);
  return view(app, feature);
}

/** No release comes of it. */
export function switchFeature(app: App, wanted: string | undefined, enabled: boolean): void {
  const { name } = featureNamed(wanted);
  const others = (app.features ?? []).filter((one) => one !== name);
  app.features = enabled ? [...others, name].sort() : others;
}

/** By id or name. */
function featureNamed(wanted: string | undefined): Feature {
  const found = features.find(({ id, name }) => id === wanted || name === wanted);
  if (!found) throw absent('feature');
  return found;
}

function view(app: App, { id, name, description, doc }: Feature): Json {
  return {
    id,
    name,
    display_name: name,
    description,
    doc_url: `https://devcenter.heroku.com/articles/${doc}`,
    feedback_email: 'labs@heroku.com',
    state: 'public',
    enabled: (app.features ?? []).includes(name),
    created_at: '2015-04-02T18:00:42Z',
    updated_at: '2015-04-02T18:00:42Z',
  };
}

/** What dynos of a release are told besides its config vars. The second feature does nothing without the first. */
export function toldTo(app: App, { commit }: Pick<Slug, 'commit'>): Record<string, string> {
  const has = (name: string): boolean => (app.features ?? []).includes(name);
  if (!has('runtime-dyno-metadata')) return {};
  const description = `Deploy ${commit.slice(0, 8)}`;
  return {
    HEROKU_APP_ID: app.id,
    HEROKU_APP_NAME: app.name,
    HEROKU_APP_DEFAULT_DOMAIN_NAME: webAddress(app),
    HEROKU_SLUG_COMMIT: commit,
    HEROKU_SLUG_DESCRIPTION: description,
    ...(has('runtime-dyno-build-metadata') ? { HEROKU_BUILD_COMMIT: commit, HEROKU_BUILD_DESCRIPTION: description } : {}),
  };
}
