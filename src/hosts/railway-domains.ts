/** A custom domain, from Railway's words to ours. Pure. */
import type { DemandedRecord, HostedDomain } from '../core/host.ts';
import type { RailwayDomain } from '../vendors/railway-types.ts';

export function hostedDomain(one: RailwayDomain): HostedDomain {
  const trouble = one.trouble ?? conflictOf(one);
  return {
    name: one.name,
    records: [...one.records.flatMap(recordOf), ...proofOf(one)],
    verified: one.verified,
    certificate: certificateOf(one),
    ...(trouble === undefined ? {} : { trouble }),
  };
}

/** Grey: with Cloudflare in front of it Railway sees another record than it demands. */
function recordOf({ type, name, wanted }: RailwayDomain['records'][number]): DemandedRecord[] {
  if (type !== 'A' && type !== 'CNAME' && type !== 'TXT') return [];
  return [{ type, name: plain(name), content: type === 'TXT' ? wanted : plain(wanted), proxied: false }];
}

/** Who owns the name. It is not in Railway's list of records, and without it every visitor gets a 404: https://docs.railway.com/guides/public-networking */
function proofOf({ proof, name, records }: RailwayDomain): DemandedRecord[] {
  if (!proof) return [];
  const zone = plain(records.find((one) => one.zone !== '')?.zone ?? zoneBelow(name, proof.host));
  const host = plain(proof.host);
  const full = host === zone || host.endsWith(`.${zone}`) ? host : `${host}.${zone}`;
  return [{ type: 'TXT', name: full, content: proof.text, proxied: false }];
}

/** `api.kingdom77.com` and `_railway-verify.api` → `kingdom77.com`. */
function zoneBelow(name: string, host: string): string {
  const labels = plain(host).replace(/^[^.]+\.?/, '');
  return labels !== '' && name.startsWith(`${labels}.`) ? name.slice(labels.length + 1) : name;
}

function certificateOf({ certificate, verified }: RailwayDomain): HostedDomain['certificate'] {
  if (certificate.endsWith('_VALID')) return 'valid';
  if (certificate.endsWith('_ISSUE_FAILED')) return 'failed';
  if (certificate.endsWith('_ISSUING')) return 'issuing';
  return verified ? 'issuing' : 'none';
}

function conflictOf({ records }: RailwayDomain): string | undefined {
  const wrong = records.find(({ seen, wanted }) => seen !== '' && plain(seen) !== plain(wanted));
  return wrong && `${wrong.type} ${plain(wrong.name)} leads to ${plain(wrong.seen)}, Railway wants ${plain(wrong.wanted)}`;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
