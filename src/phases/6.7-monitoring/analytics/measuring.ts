/**
 * Guide 6.7/8: what the pages load once a visitor has allowed it, and how long Google keeps what it gets: a section of `site.config.json`, from which the privacy page
 * is written, too.
 */
import { createHash } from 'node:crypto';
import { stable } from '../../../core/change.ts';
import { task } from '../../../core/task.ts';
import { readSection, writeSection } from '../../site-config.ts';
import { wantedOfVercel } from './wanted.ts';

export interface Measuring {
  vercelAnalytics: boolean;
  speedInsights: boolean;
  /** Absent: 2, as the pages say without it. Projects that were scaffolded before it was there know no such field. */
  googleMonths?: 14;
}

export const measuring = task({
  id: 'analytics.measuring',
  guide: ['6.7/8', '6.6/12', '6.6/15', '6.6#017'],
  title: 'Record what the pages measure',
  uses: [],
  needs: ['dashboardHost', 'vercelAnalytics', 'analyticsMonths'],
  want(values): Measuring {
    const wanted = wantedOfVercel(values);
    return {
      vercelAnalytics: wanted.includes('visits'),
      speedInsights: wanted.includes('speed'),
      ...(values.analyticsMonths === '14' ? { googleMonths: 14 } : {}),
    };
  },
  async read(context, want): Promise<Measuring | undefined> {
    const seen = (await readSection(context, 'measuring')) as Measuring | undefined;
    // Fourteen months that are not wanted any more: the section is written anew.
    return seen?.googleMonths !== undefined && want.googleMonths === undefined ? undefined : seen;
  },
  async apply(context, want): Promise<Measuring> {
    await writeSection(context, 'measuring', want);
    return want;
  },
  undo: (context) => writeSection(context, 'measuring', undefined),
  gives: { MEASURING: (have: Measuring) => createHash('sha256').update(stable(have)).digest('hex').slice(0, 12) },
});
