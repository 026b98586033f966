/** The zone as a BIND file, and the scan of what the domain had before it came to Cloudflare. */
import type { Call, Route } from './api.ts';
import type { ZoneRecord, ZoneState } from './model.ts';
import { add } from './records.ts';
import { Refusal } from './refusal.ts';

export const zoneFileRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/zones/:zone/dns_records/export',
    permission: 'dns:read',
    run: ({ zone }) => ({ result: null, text: zoneFile(zone) }),
  },
  { method: 'POST', path: '/zones/:zone/dns_records/scan', permission: 'dns:edit', run: scan },
];

/** https://developers.cloudflare.com/dns/manage-dns-records/how-to/import-and-export/ */
export function zoneFile(zone: ZoneState): string {
  const sections = [...new Set(zone.records.map(({ type }) => type))].sort();
  const soa = `${zone.name}\t3600\tIN\tSOA\t${zone.nameservers[0]}. dns.cloudflare.com. 2052000000 10000 2400 604800 3600`;
  const blocks = sections.map((type) => [`;; ${type} Records`, ...zone.records.filter((one) => one.type === type).map(line)].join('\n'));
  return `;;\n;; Domain:     ${zone.name}.\n;;\n\n;; SOA Record\n${soa}\n\n${blocks.join('\n\n')}\n`;
}

function line(record: ZoneRecord): string {
  const { name, ttl, type, content, proxied, comment } = record;
  const value = ['CNAME', 'MX', 'NS', 'SRV'].includes(type) ? `${content}.` : content;
  const rank = record.priority === undefined ? '' : `${record.priority} `;
  const tags = `; cf_tags=cf-proxied:${proxied}`;
  return `${name}.\t${ttl}\tIN\t${type}\t${rank}${value} ${comment === null ? tags : `; ${comment} ${tags.slice(2)}`}`;
}

/** Takes over what it finds and what is not there yet; existing records stay as they are. */
function scan({ books, zone }: Call) {
  const started = books.now();
  const added = zone.scannable.filter((one) => {
    try {
      add(books, zone, { ...one, ttl: 1 });
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  });
  const timing = { start_time: started, end_time: books.now(), process_time: 1 };
  return { result: { recs_added: added.length, total_records_parsed: zone.scannable.length }, more: { timing } };
}
