/**
 * Guide 6.7/1 and 6.7/2: the client keys, whose addresses (DSN) let the services send. Each environment has a key of its own in every project, so that one can be
 * switched off without the others.
 */
import { type Context, task } from '../../../core/task.ts';
import { sentry } from '../../../vendors/sentry.ts';
import type { SentryKey, SentryProject } from '../../../vendors/sentry-types.ts';
import { type App, apps, ifWanted, placeAt, placeKeys, projectKeys } from './place.ts';

/** A loop that fails all night does not use the quota of a month up. */
export const keyLimit = { window: 3600, count: 500 } as const;
const allowed = 'as far as the plan goes';

interface ClientKey {
  project: string;
  name: string;
  active: boolean;
  limit: string;
  dsn?: string;
}
type ClientKeys = Readonly<Partial<Record<App, ClientKey>>>;

export const clientKeys = task({
  id: 'sentry.keys',
  guide: ['6.7/1', '6.7/2', '6.7#005'],
  settings: [
    { id: '6.7/1:dsn', says: 'SENTRY_DSN of bot and worker, and another of the API; a client key for each environment' },
    { id: '6.7/1:environment', says: 'every environment reports under its own name; the rehearsal reports to the rehearsal' },
    { id: '6.7/1:traces', says: 'one trace in ten, from servers' },
    { id: '6.7/2:traces', says: 'none from browsers: each would tell of a visit, and nobody was asked' },
    {
      id: '6.7/2:dsn',
      says: 'NEXT_PUBLIC_SENTRY_DSN of the dashboard: it is public by nature, and at most 500 errors an hour pass where the plan limits keys',
    },
  ],
  title: 'Make the client keys that services report with',
  uses: [sentry],
  needs: [...placeKeys, 'ENVIRONMENT', 'SENTRY_PROJECT_BOT', 'SENTRY_PROJECT_API', 'SENTRY_PROJECT'],
  want: (values) =>
    ifWanted(
      values,
      (): ClientKeys =>
        Object.fromEntries(
          apps.map((app) => [app, { project: values[projectKeys[app]], name: values.ENVIRONMENT, active: true, limit: allowed }]),
        ),
    ),
  read,

  async apply(context, want): Promise<ClientKeys> {
    const place = placeAt(context);
    for (const { project, name } of new Map(Object.values(want).map((one) => [one.project, one])).values()) {
      const seen = await place.project(project);
      const limited = seen !== undefined && limits(seen);
      if (!limited)
        context.note(`the plan of ${context.values.SENTRY_ORG} limits no keys: spike protection guards the quota of ${project}`);
      const key = ours(await place.keys(project), name);
      if (!key) await place.createKey(project, name, limited ? keyLimit : undefined);
      else if (!key.isActive || (limited && !isLimited(key)))
        await place.updateKey(project, key.id, { isActive: true, ...(limited ? { rateLimit: keyLimit } : {}) });
    }
    return (await read(context, want)) ?? want;
  },

  /** Whatever they let in stays. */
  async undo(context) {
    const place = placeAt(context);
    for (const project of new Set(apps.map((app) => context.values[projectKeys[app]]))) {
      const key = ours(await place.keys(project), context.values.ENVIRONMENT);
      if (key?.isActive) await place.updateKey(project, key.id, { isActive: false });
    }
  },
  gives: {
    SENTRY_DSN_BOT: (have: ClientKeys) => have.bot?.dsn,
    SENTRY_DSN_API: (have: ClientKeys) => have.api?.dsn,
    NEXT_PUBLIC_SENTRY_DSN: (have: ClientKeys) => have.dashboard?.dsn,
  },
});

async function read(
  context: Pick<Context<'SENTRY_ORG' | 'SENTRY_REGION', never>, 'client' | 'values'>,
  want: ClientKeys,
): Promise<ClientKeys | undefined> {
  const place = placeAt(context);
  const seen = await Promise.all(
    Object.entries(want).map(async ([app, { project, name }]) => {
      const [of, keys] = await Promise.all([place.project(project), place.keys(project)]);
      const key = ours(keys, name);
      if (!of || !key) return [];
      const limit =
        !limits(of) || isLimited(key) ? allowed : key.rateLimit ? `${key.rateLimit.count} in ${key.rateLimit.window} s` : 'none';
      return [[app, { project, name, active: key.isActive, limit, dsn: key.dsn.public }]] as const;
    }),
  );
  const found = seen.flat();
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function ours(keys: readonly SentryKey[], name: string): SentryKey | undefined {
  return keys.find((one) => one.name === name && one.isActive) ?? keys.find((one) => one.name === name);
}

/** Plans without the feature take a limit and forget it. */
function limits({ features }: SentryProject): boolean {
  return features.includes('rate-limits');
}

function isLimited({ rateLimit }: SentryKey): boolean {
  return rateLimit?.count === keyLimit.count && rateLimit.window === keyLimit.window;
}
