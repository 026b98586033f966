/**
 * Which authorities may issue certificates for a name: the nearest CAA records at or above it. RFC 8659, section 3
 */
import { labelsOf, plainName } from '../../ports/dns-canonical.ts';
import type { ResourceOf } from '../../ports/dns-message.ts';
import { isSilence } from './ask.ts';
import { follow, type Source } from './source.ts';

export interface CaaFacts {
  /** The name whose records apply; absent when there are none up to the top, so that every authority may issue. */
  at: string | undefined;
  records: { flags: number; tag: string; value: string; ttl: number }[];
  /** Names asked, from the name itself upward. */
  climbed: string[];
  /** Why it is not known: a certificate authority that gets no answer must not issue either. */
  unknown?: string;
}

export async function measureCaa(source: Source, name: string): Promise<CaaFacts> {
  const labels = labelsOf(name);
  const climbed: string[] = [];
  for (let up = 0; up < labels.length; up++) {
    const at = labels.slice(up).join('.');
    climbed.push(at);
    const replies = await follow(source, { name: at, type: 'CAA' });
    const last = replies.at(-1);
    if (!last || isSilence(last)) return { at: undefined, records: [], climbed, unknown: last?.message ?? 'nobody was asked' };
    if (last.rcode !== 'NOERROR' && last.rcode !== 'NXDOMAIN')
      return { at: undefined, records: [], climbed, unknown: `${last.server} answered ${last.rcode} for ${at}` };
    const found = last.answers.flatMap((one): ResourceOf<'CAA'>[] => (one.type === 'CAA' ? [one] : []));
    if (found.length === 0) continue;
    const records = found.map(({ ttl, data: { flags, tag, value } }) => ({ flags, tag, value, ttl }));
    return { at: plainName(at), records, climbed };
  }
  return { at: undefined, records: [], climbed };
}
