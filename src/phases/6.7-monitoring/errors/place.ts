/** Which organization, team and projects at Sentry are meant, for every task and check about them. */
import type { Values } from '../../../core/keys.ts';
import { type Context, type NotWanted, notWanted } from '../../../core/task.ts';
import { type SentryPlace, sentry } from '../../../vendors/sentry.ts';

export const apps = ['bot', 'api', 'dashboard'] as const;
export type App = (typeof apps)[number];

export const appTitles: Readonly<Record<App, string>> = { bot: 'bot and worker', api: 'API', dashboard: 'dashboard' };

export const placeKeys = ['errorTracker', 'SENTRY_ORG', 'SENTRY_REGION'] as const;
export const projectKeys = { bot: 'SENTRY_PROJECT_BOT', api: 'SENTRY_PROJECT_API', dashboard: 'SENTRY_PROJECT' } as const;
export const dsnKeys = { bot: 'SENTRY_DSN_BOT', api: 'SENTRY_DSN_API', dashboard: 'NEXT_PUBLIC_SENTRY_DSN' } as const;

/** Why nothing of it is done. */
export const without = 'you answered that errors are gathered nowhere: they stand in the logs only';

export function ifWanted<W>({ errorTracker }: { errorTracker: string }, want: () => W): W | NotWanted {
  return errorTracker === 'none' ? notWanted(without) : want();
}

export function placeAt(context: Pick<Context, 'client'> & { values: Values<'SENTRY_ORG' | 'SENTRY_REGION'> }): SentryPlace {
  return context.client(sentry).in(context.values.SENTRY_REGION, context.values.SENTRY_ORG);
}

/** `kingdom-77`: of the team, and what the projects begin with. */
export function slugOf(project: string): string {
  const words = project.toLowerCase().match(/[a-z0-9]+/g) ?? ['bot'];
  const slug = words.join('-').slice(0, 38);
  // Sentry takes numbers alone for an id.
  return /^\d+$/.test(slug) ? `bot-${slug}` : slug;
}

/** Slugs of the projects; `one` has a project for all. */
export function projectSlugs({ project, sentryProjects }: Values<'project' | 'sentryProjects'>): Readonly<Record<App, string>> {
  const base = slugOf(project);
  const of = (app: App): string => (sentryProjects === 'one' ? base : `${base}-${app}`);
  return { bot: of('bot'), api: of('api'), dashboard: of('dashboard') };
}

/** Those that there are, each once. */
export function projectsOf(values: Values<(typeof projectKeys)[App]>): string[] {
  return [...new Set(apps.map((app) => values[projectKeys[app]]))];
}
