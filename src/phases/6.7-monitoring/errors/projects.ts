/** Guide 6.7/1 and 6.7/2: projects for bot, API and dashboard, or one for all; known by their slugs. The worker reports to the bot's. */
import { type Context, task } from '../../../core/task.ts';
import { sentry } from '../../../vendors/sentry.ts';
import { type App, apps, ifWanted, placeAt, placeKeys, projectSlugs } from './place.ts';
import { teamIn } from './team.ts';

interface Wanted {
  slug: string;
  /** That owns it. */
  team: string;
}
type Projects = Readonly<Partial<Record<App, Wanted>>>;

/** https://docs.sentry.io/platforms/ */
const platforms: Readonly<Record<App, string>> = { bot: 'node', api: 'node', dashboard: 'javascript-nextjs' };

export const projects = task({
  id: 'sentry.projects',
  guide: ['6.7/1', '6.7/2', '6.7#001'],
  settings: [
    { id: '6.7/1:project', says: 'a project for bot and worker, one for the API and one for the dashboard; or one for all' },
    { id: '6.7/2:project', says: 'of the platform Next.js, for servers and browsers' },
  ],
  title: 'Make the projects at Sentry',
  uses: [sentry],
  needs: [...placeKeys, 'project', 'sentryProjects', 'SENTRY_TEAM'],
  want: (values) =>
    ifWanted(values, (): Projects => {
      const slugs = projectSlugs(values);
      return Object.fromEntries(apps.map((app) => [app, { slug: slugs[app], team: teamIn(values.SENTRY_TEAM).slug }]));
    }),
  read,

  async apply(context, want): Promise<Projects> {
    const place = placeAt(context);
    for (const app of apps) {
      const { slug = '', team = '' } = want[app] ?? {};
      const there = await place.project(slug);
      const name = slug === want.bot?.slug && slug === want.api?.slug ? context.values.project : `${context.values.project} ${app}`;
      if (!there) await place.createProject(team, { slug, name: name.slice(0, 50), platform: platforms[app] });
      else if (!there.teams.some((one) => one.slug === team)) await place.addTeam(slug, team);
    }
    return want;
  },

  undo: { never: 'k77 deletes no project: the errors in it would be gone with it' },
  gives: {
    SENTRY_PROJECT_BOT: (have: Projects) => have.bot?.slug,
    SENTRY_PROJECT_API: (have: Projects) => have.api?.slug,
    SENTRY_PROJECT: (have: Projects) => have.dashboard?.slug,
  },
});

async function read(context: Context<'SENTRY_ORG' | 'SENTRY_REGION', never>, want: Projects): Promise<Projects | undefined> {
  const place = placeAt(context);
  const seen = await Promise.all(
    apps.map(async (app) => {
      const { slug = '', team = '' } = want[app] ?? {};
      const one = await place.project(slug);
      return one ? ([[app, { slug, team: one.teams.find((of) => of.slug === team)?.slug ?? one.teams[0]?.slug ?? '' }]] as const) : [];
    }),
  );
  const found = seen.flat();
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
