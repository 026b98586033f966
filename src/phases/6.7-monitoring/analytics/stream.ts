/**
 * Guide 6.7/7 and 6.7/8: the web stream of the dashboard, and its measurement id where dashboard and worker read it.
 */
import { OperatorError } from '../../../core/errors.ts';
import { task } from '../../../core/task.ts';
import { adminPage, googleAnalytics } from '../../../vendors/google-analytics.ts';
import type { WebStream } from '../../../vendors/google-analytics-client.ts';
import { siteIn } from './wanted.ts';

interface Wanted {
  site: string;
}
type Stream = Wanted & Omit<WebStream, 'url'>;

export const stream = task({
  id: 'analytics.stream',
  guide: ['6.7/7', '6.7/8', '6.7#016', '6.7#017', 'post#058'],
  settings: [
    { id: '6.7/7:measurement-id', says: 'The id of the web stream of https://<domain>' },
    {
      id: '6.7/8:variable',
      says: 'NEXT_PUBLIC_GA_ID of the dashboard, GA_MEASUREMENT_ID of the worker: the same id, from Google’s answer, in no code',
    },
    { id: '6.7/8:script', says: 'Loaded by the official component, after the visitor has allowed it and not before' },
  ],
  title: 'Make the web stream, and take its measurement id',
  uses: [googleAnalytics],
  needs: ['GA_PROPERTY', 'domain', 'project'],
  want: ({ domain }): Wanted => ({ site: domain }),
  async read(context, { site }): Promise<Stream | undefined> {
    const all = await context.client(googleAnalytics).streams(context.values.GA_PROPERTY);
    const found = all.filter(({ url }) => siteIn(url) === site);
    if (found.length > 1) throw several(site, found);
    return found[0] && seen(found[0], site);
  },
  async apply(context, { site }, have): Promise<Stream> {
    if (have) return have;
    const { GA_PROPERTY, project } = context.values;
    return seen(await context.client(googleAnalytics).createStream(GA_PROPERTY, project, `https://${site}`), site);
  },
  undo: { never: 'a stream holds what was measured; it is deleted at Admin → Data streams' },
  gives: {
    GA_STREAM: (have: Stream) => have.name,
    GA_MEASUREMENT_ID: (have: Stream) => have.measurementId,
    NEXT_PUBLIC_GA_ID: (have: Stream) => have.measurementId,
  },
});

function seen({ name, measurementId }: WebStream, site: string): Stream {
  return { site, name, measurementId };
}

function several(site: string, found: readonly WebStream[]): OperatorError {
  return new OperatorError({
    what: `the property has ${found.length} web streams for ${site}: ${found.map(({ measurementId }) => measurementId).join(', ')}`,
    fix: 'delete the one that no page uses (Admin → Data streams), then run the same command again',
    see: adminPage,
  });
}
