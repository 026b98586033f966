/** Guide 6.7/1: a burst of errors does not use the quota of the month up. https://docs.sentry.io/pricing/quotas/spike-protection/ */
import { task } from '../../../core/task.ts';
import { sentry } from '../../../vendors/sentry.ts';
import type { SentryProject } from '../../../vendors/sentry-types.ts';
import { ifWanted, placeAt, placeKeys, projectsOf } from './place.ts';

interface Protected {
  /** Slugs of projects. */
  protected: readonly string[];
}

export const spikes = task({
  id: 'sentry.spikes',
  guide: ['6.7/1'],
  settings: [{ id: '6.7/1:quota', says: '5,000 errors a month are free; spike protection is on in every project' }],
  title: 'Guard the quota of errors against bursts',
  uses: [sentry],
  needs: [...placeKeys, 'SENTRY_PROJECT_BOT', 'SENTRY_PROJECT_API', 'SENTRY_PROJECT'],
  want: (values) => ifWanted(values, (): Protected => ({ protected: projectsOf(values) })),
  async read(context, want): Promise<Protected | undefined> {
    const place = placeAt(context);
    const seen = await Promise.all(want.protected.map((slug) => place.project(slug)));
    return { protected: seen.flatMap((one) => (one && isProtected(one) ? [one.slug] : [])) };
  },
  async apply(context, want, have): Promise<Protected> {
    const open = want.protected.filter((slug) => !have?.protected.includes(slug));
    await placeAt(context).protectFromSpikes(open, true);
    return want;
  },
  undo: { never: 'Sentry has it on by default, and without it one night can use a month up' },
  gives: {},
});

/** On unless somebody switched it off. */
export function isProtected({ options }: Pick<SentryProject, 'options'>): boolean {
  return options['quotas:spike-protection-disabled'] !== true;
}
