/**
 * Guide 6.7/1: somebody is mailed of an error that is new, and when errors become many. Made after a release was deployed: Sentry lets alerts watch only environments
 * that it has heard of.
 */
import { type Context, task } from '../../../core/task.ts';
import { type SentryPlace, sentry } from '../../../vendors/sentry.ts';
import type { NewWorkflow, SentryDetector, SentryWorkflow } from '../../../vendors/sentry-types.ts';
import { counted, counts, frequent, isSameAlert, monitor, type Naming, nameOf, newErrors } from './alert-shapes.ts';
import { ifWanted, placeAt, placeKeys, projectsOf } from './place.ts';
import { teamIn } from './team.ts';

interface Alert {
  /** Slugs of projects. */
  watches: readonly string[];
  environment: string;
  on: boolean;
}
interface Alerts {
  newErrors: Alert;
  manyErrors: Alert;
}
type Needs =
  | 'ENVIRONMENT'
  | 'SENTRY_ORG'
  | 'SENTRY_REGION'
  | 'SENTRY_TEAM'
  | 'SENTRY_PROJECT_BOT'
  | 'SENTRY_PROJECT_API'
  | 'SENTRY_PROJECT';
type Reading = Pick<Context<Needs, never>, 'client' | 'values'>;

export const alerts = task({
  id: 'sentry.alerts',
  guide: ['6.7/1', 'post#051'],
  settings: [{ id: '6.7/1:alerts', says: 'a mail for an error that is new or comes back, and one above 25 errors in 5 minutes' }],
  title: 'Let Sentry mail of new errors and of many',
  uses: [sentry],
  needs: [...placeKeys, 'ENVIRONMENT', 'SENTRY_TEAM', 'SENTRY_PROJECT_BOT', 'SENTRY_PROJECT_API', 'SENTRY_PROJECT', 'SENTRY_RELEASES'],
  want: (values) =>
    ifWanted(values, (): Alerts => {
      const one = { watches: projectsOf(values).sort(), environment: values.ENVIRONMENT, on: true };
      return { newErrors: one, manyErrors: one };
    }),

  async read(context, want): Promise<Alerts | undefined> {
    const seen = await look(context);
    if (seen.fresh === undefined && seen.many === undefined) return undefined;
    const of = (there: SentryWorkflow | undefined, wanted: NewWorkflow): Alert => ({
      watches: watchedBy(there, seen),
      environment: there?.environment ?? '',
      on: there !== undefined && isSameAlert(there, wanted),
    });
    return {
      newErrors: of(seen.fresh, wantedNew(seen)),
      manyErrors: seen.lacking.length > 0 ? { ...want.manyErrors, on: false } : of(seen.many, wantedMany(seen)),
    };
  },

  async apply(context, want): Promise<Alerts> {
    const place = placeAt(context);
    const before = await look(context);
    if (!before.counting)
      context.note(
        `the plan of ${context.values.SENTRY_ORG} has no monitors that count: many errors are told of issue by issue, not of a whole project`,
      );
    for (const { slug, there } of before.lacking) {
      const wanted = monitor(before.naming, before.team);
      await (there ? place.updateDetector(there.id, wanted) : place.createDetector(slug, wanted));
    }
    const now = before.lacking.length > 0 ? await look(context) : before;
    await put(place, now.fresh, wantedNew(now));
    await put(place, now.many, wantedMany(now));
    return want;
  },

  async undo(context) {
    const place = placeAt(context);
    const { fresh, many, monitors } = await look(context);
    for (const one of [fresh, many]) if (one) await place.removeWorkflow(one.id);
    for (const { id } of monitors) await place.removeDetector(id);
  },
  gives: {},
});

interface Look {
  naming: Naming;
  /** Id of the team. */
  team: string;
  counting: boolean;
  /** Of each project: what sees all of its errors. */
  own: readonly { slug: string; id: string }[];
  /** That count, and are ours. */
  monitors: readonly { slug: string; id: string }[];
  /** Projects without one that counts as it should. */
  lacking: readonly { slug: string; there: SentryDetector | undefined }[];
  fresh: SentryWorkflow | undefined;
  many: SentryWorkflow | undefined;
}

async function look(context: Reading): Promise<Look> {
  const { values } = context;
  const place = placeAt(context);
  const team = teamIn(values.SENTRY_TEAM);
  const naming = { team: team.slug, environment: values.ENVIRONMENT };
  const slugs = projectsOf(values);
  const [workflows, [organization, projects, detectors]] = await Promise.all([
    place.workflows(),
    Promise.all([place.organization(), Promise.all(slugs.map((slug) => place.project(slug)))]).then(async ([organization, projects]) => {
      const ids = projects.flatMap((one) => (one ? [one.id] : []));
      return [organization, projects, await place.detectors(ids)] as const;
    }),
  ]);
  const slugById = (id: string | null): string => projects.find((one) => one?.id === id)?.slug ?? '';
  const counting = organization.features?.includes('incidents') === true;
  const ours = detectors.filter(({ type, name }) => type === 'metric_issue' && name === nameOf('many', naming));
  const named = (name: string): SentryWorkflow | undefined => workflows.find((one) => one.name === name);
  return {
    naming,
    team: team.id,
    counting,
    own: detectors.filter(({ type }) => type === 'error').map(({ projectId, id }) => ({ slug: slugById(projectId), id })),
    monitors: ours.map(({ projectId, id }) => ({ slug: slugById(projectId), id })),
    lacking: counting
      ? slugs.flatMap((slug) =>
          lackingIn(
            slug,
            ours.find(({ projectId }) => slugById(projectId) === slug),
            naming,
          ),
        )
      : [],
    fresh: named(nameOf('new', naming)),
    many: named(nameOf('many', naming)),
  };
}

function lackingIn(slug: string, there: SentryDetector | undefined, naming: Naming): Look['lacking'] {
  return there && counts(there, naming) ? [] : [{ slug, there }];
}

function wantedNew({ naming, team, own }: Look): NewWorkflow {
  return newErrors(naming, team, idsOf(own));
}

function wantedMany({ naming, team, own, monitors, counting }: Look): NewWorkflow {
  return counting ? counted(naming, team, idsOf(monitors)) : frequent(naming, team, idsOf(own));
}

function idsOf(all: readonly { id: string }[]): string[] {
  return all.map(({ id }) => id);
}

function watchedBy(there: SentryWorkflow | undefined, { own, monitors }: Look): string[] {
  const seen = [...own, ...monitors].filter(({ id }) => there?.detectorIds.map(String).includes(id)).map(({ slug }) => slug);
  return [...new Set(seen)].sort();
}

async function put(place: SentryPlace, there: SentryWorkflow | undefined, wanted: NewWorkflow): Promise<void> {
  if (there && isSameAlert(there, wanted)) return;
  await (there ? place.updateWorkflow(there.id, wanted) : place.createWorkflow(wanted));
}
