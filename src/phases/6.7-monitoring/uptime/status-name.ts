/**
 * Guide 6.7/6: status.<domain> leads to UptimeRobot. DNS only: its certificate is UptimeRobot's business. Sessions are host-only cookies, so that it never gets one.
 */
import type { Values } from '../../../core/keys.ts';
import { type NotWanted, notWanted, task } from '../../../core/task.ts';
import { cloudflare } from '../../../vendors/cloudflare.ts';
import { parseRecords } from '../../6.4-domain/records.ts';
import { type Owner, type OwnRecords, readRecords, removeRecords, syncRecords } from '../../6.4-domain/zone-records.ts';
import { unwatched } from './account.ts';
import { statusHostOf } from './page.ts';

export const statusName = task({
  id: 'uptime.status-name',
  guide: ['6.7/6'],
  settings: [{ id: '6.7/6:domain', says: 'status.<domain> by a CNAME that is not proxied, where you answered so and the plan has it' }],
  title: 'Point status at the status page',
  uses: [cloudflare],
  needs: ['uptimeMonitor', 'domain', 'CLOUDFLARE_ZONE', 'STATUS_RECORDS'],
  tolerates: ['ADOPTED_RECORDS'],
  want(values): OwnRecords | NotWanted {
    const { STATUS_RECORDS, domain } = values;
    if (STATUS_RECORDS === '[]') return unwatched(values) ?? notWanted('the status page has no name of its own');
    return unwatched(values) ?? { records: parseRecords('STATUS_RECORDS', STATUS_RECORDS, domain), conflicts: [], superseded: [] };
  },
  read: (context, want) => readRecords(context, ownerIn(context.values), want.records),
  apply: (context, want) => syncRecords(context, ownerIn(context.values), want.records, statusHostOf(context.values.domain)),
  undo: (context) => removeRecords(context, ownerIn(context.values)),
  gives: { STATUS_HOST: ({ records }: OwnRecords) => records[0]?.name },
});

function ownerIn(values: Partial<Values>): Owner {
  const adopted = (values.ADOPTED_RECORDS ?? '').split(', ').filter(Boolean);
  return { zone: values.CLOUDFLARE_ZONE ?? '', part: 'status', adopted };
}
