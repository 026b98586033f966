/** Guide 6.7/1: the organization at Sentry, and the region that it lives in. */
import { exits, OperatorError } from '../../../core/errors.ts';
import { type Context, task } from '../../../core/task.ts';
import { sentry } from '../../../vendors/sentry.ts';
import type { SentryOrganization } from '../../../vendors/sentry-types.ts';
import { ifWanted } from './place.ts';

interface Found {
  found: true;
  slug?: string;
  region?: string;
}

export const organization = task({
  id: 'sentry.organization',
  guide: ['6.7/1', '6.7#001', 'pre#007'],
  settings: [
    { id: '6.7/1:account', says: 'the organization that the token opens, where it lives: in the United States or the European Union' },
  ],
  title: 'Find the organization at Sentry',
  uses: [sentry],
  needs: ['errorTracker'],
  tolerates: ['sentryOrganization'],
  want: (values) => ifWanted(values, (): Found => ({ found: true })),
  read: found,
  apply: found,
  undo: { never: 'it only looks; the organization is yours and stays' },
  gives: { SENTRY_ORG: (have: Found) => have.slug, SENTRY_REGION: (have: Found) => have.region },
});

async function found(context: Pick<Context, 'client'> & { values: object }): Promise<Found> {
  const { sentryOrganization: named } = context.values as { sentryOrganization?: string };
  const all = await context.client(sentry).organizations();
  const meant = named ? all.filter(({ slug }) => slug === named) : all;
  const [one, ...more] = meant;
  if (!one || more.length > 0) throw unclear(all, named);
  return { found: true, slug: one.slug, region: one.links.regionUrl };
}

function unclear(all: readonly SentryOrganization[], named: string | undefined): OperatorError {
  const slugs = all.map(({ slug }) => slug).join(', ') || 'none';
  return new OperatorError({
    what: named
      ? `Sentry shows no organization ${named} to this token; it opens ${slugs}`
      : `The Sentry token opens several organizations: ${slugs}`,
    fix: 'say which: k77 deploy 6.7 --set sentryOrganization=<slug>; or make the token inside that organization',
    see: sentry.token.page,
    exit: exits.preflight,
  });
}
