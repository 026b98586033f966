/**
 * Guide 6.7/6: the site links to its status page. The page's address stands in `site.config.json`, from where the footer takes it.
 */
import { createHash } from 'node:crypto';
import { type NotWanted, task } from '../../../core/task.ts';
import { readSection, writeSection } from '../../site-config.ts';
import { unwatched } from './account.ts';

interface Link {
  status: string;
}

export const link = task({
  id: 'uptime.link',
  guide: ['6.7/6', '6.7#014'],
  settings: [{ id: '6.7/6:link', says: 'a link in the footer of every page; it tells UptimeRobot nothing of the visitor’s page' }],
  title: 'Link to the status page',
  uses: [],
  needs: ['uptimeMonitor', 'STATUS_PAGE_URL'],
  want: (values): Link | NotWanted => unwatched(values) ?? { status: values.STATUS_PAGE_URL },
  async read(context): Promise<Link | undefined> {
    const { status } = await linksIn(context);
    return typeof status === 'string' ? { status } : undefined;
  },
  async apply(context, want): Promise<Link> {
    await writeSection(context, 'links', { ...(await linksIn(context)), status: want.status });
    return want;
  },
  async undo(context) {
    const { status: _ours, ...rest } = await linksIn(context);
    await writeSection(context, 'links', Object.keys(rest).length === 0 ? undefined : rest);
  },
  gives: { STATUS_LINK: (have: Link) => createHash('sha256').update(have.status).digest('hex').slice(0, 12) },
});

async function linksIn(context: Parameters<typeof readSection>[0]): Promise<Record<string, unknown>> {
  const links = await readSection(context, 'links');
  return typeof links === 'object' && links !== null ? (links as Record<string, unknown>) : {};
}
