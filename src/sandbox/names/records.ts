/**
 * Records as emulators write them, made into records as messages carry them.
 */
import { plainName } from '../../ports/dns-canonical.ts';
import type { Resource } from '../../ports/dns-message.ts';
import type { DnsRecord } from './names.ts';

export const defaultTtl = 300;
/** A string of a TXT record has at most 255 bytes; longer texts are several, which readers join. */
const longestString = 255;

export function resourceOf(record: DnsRecord): Resource {
  const { ttl = defaultTtl } = record;
  const name = plainName(record.name);
  switch (record.type) {
    case 'SRV': {
      const { target, port, priority = 0, weight = 0 } = record;
      return { type: 'SRV', name, ttl, data: { target: plainName(target), port, priority, weight } };
    }
    case 'MX':
      return { type: 'MX', name, ttl, data: { exchange: plainName(record.exchange), preference: record.preference ?? 10 } };
    case 'CAA':
      return { type: 'CAA', name, ttl, data: { tag: record.tag, value: record.value, flags: record.flags ?? 0 } };
    case 'TXT':
      return { type: 'TXT', name, ttl, data: stringsOf(record.value) };
    case 'CNAME':
    case 'NS':
      return { type: record.type, name, ttl, data: plainName(record.value) };
    default:
      return { type: record.type, name, ttl, data: record.value };
  }
}

function stringsOf(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  const count = Math.max(1, Math.ceil(bytes.length / longestString));
  return Array.from({ length: count }, (_, nth) => bytes.subarray(nth * longestString, (nth + 1) * longestString));
}
