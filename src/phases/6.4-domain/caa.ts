/**
 * CAA records: which authorities may issue certificates for the domain, and no others. Those that Cloudflare, Vercel and Railway issue with; what stands there already is kept.
 * https://developers.cloudflare.com/ssl/edge-certificates/caa-records/ · https://vercel.com/docs/domains/managing-dns-records#caa-records
 */
import { task } from '../../core/task.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';
import { type HostRecord, type OwnRecords, readRecords, removeRecords, syncRecords } from './zone-records.ts';

/** Let's Encrypt (Vercel, Railway, Render, Fly), Google Trust Services and SSL.com (Cloudflare, Render). */
export const authorities = ['letsencrypt.org', 'pki.goog', 'ssl.com'] as const;

export const caa = task({
  id: 'domain.caa',
  guide: ['6.4/4', '6.4#013'],
  settings: [{ id: '6.4/4:authorities', says: 'only Let’s Encrypt, Google Trust Services and SSL.com may issue certificates' }],
  title: 'Say who may issue certificates for the domain',
  uses: [cloudflare],
  needs: ['domain', 'CLOUDFLARE_ZONE'],
  want: ({ domain }): OwnRecords => ({ records: wantedFor(domain), conflicts: [], superseded: [] }),
  read: (context, want) => readRecords(context, { zone: context.values.CLOUDFLARE_ZONE, part: 'caa' }, want.records),
  apply: (context, want) =>
    syncRecords(context, { zone: context.values.CLOUDFLARE_ZONE, part: 'caa' }, want.records, context.values.domain),
  undo: (context) => removeRecords(context, { zone: context.values.CLOUDFLARE_ZONE, part: 'caa' }),
  gives: {},
});

function wantedFor(domain: string): HostRecord[] {
  return authorities.flatMap((authority) =>
    ['issue', 'issuewild'].map((tag): HostRecord => ({ type: 'CAA', name: domain, content: `0 ${tag} "${authority}"`, proxied: false })),
  );
}
