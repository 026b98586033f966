/**
 * Guide 6.7/1: what runs is a release at Sentry, and that it was deployed here is known; so that an error says since when it happens. Services report the commit that
 * their host tells them, its first 12 digits.
 */
import type { Values } from '../../../core/keys.ts';
import type { Deployed } from '../../../core/release.ts';
import { type Context, task } from '../../../core/task.ts';
import { sentry } from '../../../vendors/sentry.ts';
import { type App, ifWanted, placeAt, placeKeys, projectKeys } from './place.ts';

const deployedKeys = { bot: 'BOT_DEPLOYED', worker: 'WORKER_DEPLOYED', api: 'API_DEPLOYED', dashboard: 'DASHBOARD_DEPLOYED' } as const;
type Reporting = keyof typeof deployedKeys;
export const reporting = Object.keys(deployedKeys) as Reporting[];

/** Whose project it reports to. */
export function appOf(service: Reporting): App {
  return service === 'worker' ? 'bot' : service;
}

/** `bot@1a2b3c4d5e6f` */
export function releaseName(service: Reporting, commit: string): string {
  return `${service}@${commit.slice(0, 12)}`;
}

interface Known {
  project: string;
  commit: string;
  /** Environment that it was deployed to. */
  deployed: string;
}
type Releases = Readonly<Record<string, Known>>;

export const releases = task({
  id: 'sentry.releases',
  guide: ['6.7/1', '6.7#008'],
  settings: [{ id: '6.7/1:release', says: '<service>@<first 12 digits of the commit>, not a number that stays 4.0' }],
  title: 'Tell Sentry which releases are live',
  uses: [sentry],
  needs: [
    ...placeKeys,
    'ENVIRONMENT',
    'SENTRY_PROJECT_BOT',
    'SENTRY_PROJECT_API',
    'SENTRY_PROJECT',
    'BOT_DEPLOYED',
    'API_DEPLOYED',
    'DASHBOARD_DEPLOYED',
  ],
  tolerates: ['WORKER_DEPLOYED'],
  want: (values) => ifWanted(values, () => liveReleases(values)),
  read,

  async apply(context, want, have): Promise<Releases> {
    const place = placeAt(context);
    for (const [version, { project, commit, deployed }] of Object.entries(want)) {
      const now = have?.[version];
      if (now?.project !== project || now.commit !== commit)
        await place.createRelease({ version, projects: [project], ref: commit, dateReleased: context.clock.now().toISOString() });
      if (now?.deployed !== deployed) await place.createDeploy(version, { environment: deployed, name: version, projects: [project] });
    }
    return want;
  },
  undo: { never: 'that something was released stays true; Sentry keeps it with the errors of that time' },
  gives: { SENTRY_RELEASES: (have: Releases) => Object.keys(have).join(' ') || undefined },
});

/** Of every service that is deployed. */
export function liveReleases(
  values: Values<'ENVIRONMENT' | (typeof projectKeys)[App]> & Partial<Values<(typeof deployedKeys)[Reporting]>>,
): Releases {
  const found = reporting.flatMap((service) => {
    const text = values[deployedKeys[service]];
    if (!text) return [];
    const { commit } = JSON.parse(text) as Deployed;
    return [
      [releaseName(service, commit), { project: values[projectKeys[appOf(service)]], commit, deployed: values.ENVIRONMENT }] as const,
    ];
  });
  return Object.fromEntries(found);
}

async function read(context: Context<'SENTRY_ORG' | 'SENTRY_REGION', never>, want: Releases): Promise<Releases | undefined> {
  const place = placeAt(context);
  const seen = await Promise.all(
    Object.entries(want).map(async ([version, { project, deployed }]) => {
      const [one, deploys] = await Promise.all([place.release(version), place.deploys(version)]);
      if (!one) return [];
      const known = {
        project: one.projects.some(({ slug }) => slug === project) ? project : '',
        commit: one.ref ?? '',
        deployed: deploys.some(({ environment }) => environment === deployed) ? deployed : '',
      };
      return [[version, known] as const];
    }),
  );
  const found = seen.flat();
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
