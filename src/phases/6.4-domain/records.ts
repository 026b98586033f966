/**
 * Guide 6.4/3: the records that lead to the hosts. The hosts say which (phases 6.5 and 6.6); these tasks wait for them. DNS only, unless the host says otherwise:
 * Vercel and Railway issue their own certificates and warn against a proxy in front.
 */
import { OperatorError } from '../../core/errors.ts';
import type { Values } from '../../core/keys.ts';
import { type AnyTask, task } from '../../core/task.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';
import { hostsOf } from './hosts.ts';
import { type HostRecord, type Owner, type OwnRecords, readRecords, removeRecords, syncRecords } from './zone-records.ts';

export const apiRecords: AnyTask = task({
  id: 'domain.api-records',
  guide: ['6.4/3', '6.4#012', 'post#023'],
  settings: [
    { id: '6.4/3:api', says: 'api: the name that the host gave this domain, and the TXT record that proves it' },
    { id: '6.4/3:proxy', says: 'DNS only in front of Vercel and Railway, which issue certificates themselves' },
  ],
  title: 'Point api at the host of the API',
  uses: [cloudflare],
  needs: ['domain', 'CLOUDFLARE_ZONE', 'API_RECORDS'],
  tolerates: ['ADOPTED_RECORDS', 'MOVING'],
  want: ({ API_RECORDS, domain }): OwnRecords => wanted('API_RECORDS', API_RECORDS, domain),
  read: (context, want) => readRecords(context, ownerOf(context.values, 'api'), want.records),
  apply: (context, want) => syncRecords(context, ownerOf(context.values, 'api'), want.records, hostsOf(context.values.domain).api),
  undo: (context) => removeRecords(context, ownerOf(context.values, 'api')),
  gives: { API_HOST: (have: OwnRecords) => leadingNames(have)[0] },
  impact: { stops: 'whatever answered at api before', seconds: 300 },
});

export const dashboardRecords: AnyTask = task({
  id: 'domain.dashboard-records',
  guide: ['6.4/3', '6.4#012', 'post#020', 'post#023'],
  settings: [
    { id: '6.4/3:dashboard', says: 'the domain: a CNAME that Cloudflare flattens, or the addresses that the host gives; www: a CNAME' },
    { id: '6.4/3:ttl', says: 'TTL automatic: 5 minutes' },
  ],
  title: 'Point the domain and www at the host of the dashboard',
  uses: [cloudflare],
  needs: ['domain', 'CLOUDFLARE_ZONE', 'DASHBOARD_RECORDS'],
  tolerates: ['ADOPTED_RECORDS', 'MOVING'],
  want: ({ DASHBOARD_RECORDS, domain }): OwnRecords => wanted('DASHBOARD_RECORDS', DASHBOARD_RECORDS, domain),
  read: (context, want) => readRecords(context, ownerOf(context.values, 'dashboard'), want.records),
  apply: (context, want) => syncRecords(context, ownerOf(context.values, 'dashboard'), want.records, context.values.domain),
  undo: (context) => removeRecords(context, ownerOf(context.values, 'dashboard')),
  gives: { DASHBOARD_HOSTS: (have: OwnRecords) => leadingNames(have).join(', ') || undefined },
  impact: { stops: 'whatever answered at the domain before', seconds: 300 },
});

/** While the service moves, its records change twice: resolvers are to forget soon. Seconds. */
export const movingTtl = 60;

export function ownerOf(values: Partial<Values>, part: 'api' | 'dashboard'): Owner {
  const adopted = (values.ADOPTED_RECORDS ?? '').split(', ').filter(Boolean);
  return { zone: values.CLOUDFLARE_ZONE ?? '', part, adopted, ...(values.MOVING === part ? { ttl: movingTtl } : {}) };
}

function wanted(key: string, text: string, domain: string): OwnRecords {
  return { records: parseRecords(key, text, domain), conflicts: [], superseded: [] };
}

/** Names that lead somewhere, without those of proofs of ownership; shortest first. */
function leadingNames({ records }: OwnRecords): string[] {
  const names = records.filter(({ type }) => type === 'A' || type === 'AAAA' || type === 'CNAME').map(({ name }) => name);
  return [...new Set(names)].sort((a, b) => a.length - b.length);
}

/** @throws OperatorError when it is no list of records of this domain */
export function parseRecords(key: string, text: string, domain: string): HostRecord[] {
  const list = parsed(text);
  const records = Array.isArray(list) ? list.flatMap((one) => recordIn(one, domain) ?? []) : [];
  if (Array.isArray(list) && list.length > 0 && records.length === list.length) return records;
  throw new OperatorError({
    what: `${key} is no list of DNS records of ${domain}`,
    fix: 'deploy the hosting phase again, which writes it; it looks like [{"type":"CNAME","name":"api.example.com","content":"…"}]',
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function recordIn(one: unknown, domain: string): HostRecord | undefined {
  const { type, name, content, proxied } = (one ?? {}) as Record<string, unknown>;
  if (type !== 'A' && type !== 'AAAA' && type !== 'CNAME' && type !== 'TXT') return undefined;
  if (typeof name !== 'string' || typeof content !== 'string') return undefined;
  const full = name.toLowerCase().replace(/\.$/, '');
  if (full !== domain && !full.endsWith(`.${domain}`)) return undefined;
  return { type, name: full, content: type === 'CNAME' ? content.toLowerCase().replace(/\.$/, '') : content, proxied: proxied === true };
}
