/**
 * Records of the zone that one task owns. What stands there and is equal is adopted; what is ours and differs is corrected; what is somebody else's and in the way
 * is named and left alone. Ours are those with our mark in the comment, and those that the operator handed over (`k77 adopt`).
 */
import type { RecordCreateParams, RecordResponse } from 'cloudflare/resources/dns/records';
import { OperatorError } from '../../core/errors.ts';
import type { Context } from '../../core/task.ts';
import { cloudflare } from '../../vendors/cloudflare.ts';

export interface HostRecord {
  type: 'A' | 'AAAA' | 'CNAME' | 'TXT' | 'CAA';
  /** Full, without a dot at the end. */
  name: string;
  /** As zone files write it; TXT without quotes, CAA as `0 issue "letsencrypt.org"`. */
  content: string;
  /** Cloudflare answers in its place (the orange cloud). */
  proxied: boolean;
  /** Seconds; only of one that was handed over and is not automatic yet. */
  ttl?: number;
}

/** What a task wants of its records, and what it finds. */
export interface OwnRecords {
  records: readonly HostRecord[];
  /** Records of somebody else that are in the way, in words. */
  conflicts: readonly string[];
  /** Ours that nothing needs any more. */
  superseded: readonly HostRecord[];
}

export interface Owner {
  zone: string;
  /** Which task they belong to: `api`. */
  part: string;
  /** Ids of records that the operator handed over. */
  adopted?: readonly string[];
  /** Seconds for which resolvers may keep what is written; automatic unless told, which is 300. */
  ttl?: number | undefined;
}

/** What Cloudflare calls automatic. https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/ */
export const automaticTtl = 1;

type WithClient = Pick<Context, 'client'>;
export interface Standing extends HostRecord {
  id: string;
  comment: string;
  /** 1: automatic. */
  seconds: number;
}

export function markOf(part: string): string {
  return `k77: ${part}`;
}

export async function readRecords(context: WithClient, owner: Owner, wanted: readonly HostRecord[]): Promise<OwnRecords | undefined> {
  const { standing, ours } = await standingFor(context, owner, wanted);
  const records = [
    ...wanted.filter((one) => standing.some((other) => equal(one, other))),
    ...ours.filter((one) => isStale(one, wanted)).map(bare),
  ];
  const conflicts = wanted.flatMap((one) => standing.filter((other) => inTheWay(one, other, ours.includes(other), wanted)).map(inWords));
  const superseded = ours.filter((one) => !wanted.some((other) => sameSlot(other, one) || equal(other, one))).map(bare);
  if (records.length + conflicts.length + superseded.length === 0) return undefined;
  return { records, conflicts: [...new Set(conflicts)], superseded };
}

/** @throws OperatorError that names the records in the way; nothing is written then */
export async function syncRecords(context: WithClient, owner: Owner, wanted: readonly HostRecord[], host: string): Promise<OwnRecords> {
  const have = await readRecords(context, owner, wanted);
  if (have && have.conflicts.length > 0) throw inConflict(have.conflicts, host);
  const { records } = context.client(cloudflare).dns;
  const { standing, ours } = await standingFor(context, owner, wanted);
  const free = ours.filter((one) => !wanted.some((other) => equal(other, one)));
  // A CNAME cannot stand beside an address: what is not needed goes first.
  for (const one of free.filter((other) => !wanted.some((want) => sameSlot(want, other))))
    await records.delete(one.id, { zone_id: owner.zone });
  for (const one of wanted.filter((want) => !standing.some((other) => equal(want, other)))) {
    const stale = free.findIndex((other) => sameSlot(one, other));
    const [old] = stale >= 0 ? free.splice(stale, 1) : [];
    if (old) await records.edit(old.id, params(one, owner));
    else await records.create(params(one, owner));
  }
  return { records: wanted, conflicts: [], superseded: [] };
}

/** Records of the task, in the zone. */
export async function oursIn(context: WithClient, owner: Owner, wanted: readonly HostRecord[]): Promise<readonly Standing[]> {
  return (await standingFor(context, owner, wanted)).ours;
}

/** As they are, with another TTL. Behind the proxy it is always automatic. */
export async function keepFor(context: WithClient, owner: Owner & { ttl: number }, records: readonly Standing[]): Promise<void> {
  for (const one of records)
    if (one.seconds !== owner.ttl && !one.proxied) await context.client(cloudflare).dns.records.edit(one.id, params(one, owner));
}

/** Takes away what is ours; adopted records stay. */
export async function removeRecords(context: WithClient, owner: Owner): Promise<void> {
  for (const one of await standingIn(context, owner.zone))
    if (one.comment === markOf(owner.part)) await context.client(cloudflare).dns.records.delete(one.id, { zone_id: owner.zone });
}

/** What stands in the zone, and what of it is this task's: marked, or handed over and where one of these records belongs. */
async function standingFor(
  context: WithClient,
  owner: Owner,
  wanted: readonly HostRecord[],
): Promise<{ standing: Standing[]; ours: Standing[] }> {
  const marked = (one: Standing): boolean => one.comment === markOf(owner.part);
  const handedOver = (one: Standing): boolean =>
    owner.adopted?.includes(one.id) === true &&
    leading.includes(one.type) &&
    wanted.some((other) => other.name === one.name && leading.includes(other.type));
  const standing = (await standingIn(context, owner.zone)).map((one) =>
    !marked(one) && handedOver(one) && one.seconds > 1 && !one.proxied ? { ...one, ttl: one.seconds } : one,
  );
  return { standing, ours: standing.filter((one) => marked(one) || handedOver(one)) };
}

/** Every record of the zone, all pages; remembered by the door, so that tasks share one answer. */
export async function standingIn(context: WithClient, zone: string): Promise<Standing[]> {
  const found: RecordResponse[] = [];
  for await (const record of context.client(cloudflare).dns.records.list({ zone_id: zone, per_page: 1000 })) found.push(record);
  return found.flatMap((record) => {
    const { type, name, content } = record;
    if (content === undefined || !isHandled(type)) return [];
    const proxied = 'proxied' in record && record.proxied === true;
    return [
      {
        id: record.id,
        type,
        name: tidy(name),
        content: contentOf(type, content),
        proxied,
        comment: record.comment ?? '',
        seconds: record.ttl ?? 1,
      },
    ];
  });
}

const handled = ['A', 'AAAA', 'CNAME', 'TXT', 'CAA'] as const;

function isHandled(type: string): type is HostRecord['type'] {
  return handled.some((one) => one === type);
}

function bare({ type, name, content, proxied, ttl }: HostRecord): HostRecord {
  return { type, name, content, proxied, ...(ttl === undefined ? {} : { ttl }) };
}

function tidy(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** Names compare without case and final dot; text without the quotes that zone files put around it. */
function contentOf(type: string, content: string): string {
  if (type === 'TXT') return content.replace(/^"(.*)"$/s, '$1').replaceAll('" "', '');
  return type === 'CNAME' ? tidy(content) : content;
}

export function equal(a: HostRecord, b: HostRecord): boolean {
  return (
    a.type === b.type &&
    a.name === b.name &&
    contentOf(a.type, a.content) === contentOf(b.type, b.content) &&
    a.proxied === b.proxied &&
    a.ttl === b.ttl
  );
}

/** Where one would take the other's place: there is one CNAME at a name, and several addresses or texts. */
function sameSlot(a: HostRecord, b: HostRecord): boolean {
  return a.type === b.type && a.name === b.name;
}

/** Ours, in a place that is wanted, with other content. */
function isStale(one: HostRecord, wanted: readonly HostRecord[]): boolean {
  return !wanted.some((other) => equal(other, one)) && wanted.some((other) => sameSlot(other, one));
}

const leading = ['A', 'AAAA', 'CNAME'];

function inTheWay(want: HostRecord, there: Standing, isOurs: boolean, wanted: readonly HostRecord[]): boolean {
  if (there.name !== want.name || isOurs || wanted.some((one) => equal(one, there))) return false;
  return leading.includes(want.type) && leading.includes(there.type);
}

function inWords({ type, name, content, proxied }: HostRecord): string {
  return `${type} ${name} → ${content}${proxied ? ' (proxied)' : ''}`;
}

function params(record: HostRecord, owner: Owner): RecordCreateParams {
  const { type, name, content, proxied } = record;
  const about = { zone_id: owner.zone, name, ttl: owner.ttl ?? automaticTtl, comment: markOf(owner.part) };
  if (type === 'CAA') {
    const [, flags = '0', tag = 'issue', value = ''] = /^(\d+) (\w+) "(.*)"$/.exec(content) ?? [];
    return { ...about, type, data: { flags: Number(flags), tag, value } };
  }
  // Cloudflare wants texts in quotes since 2024, and tells them with quotes.
  if (type === 'TXT') return { ...about, type, content: `"${content}"` };
  return { ...about, type, content, proxied } as RecordCreateParams;
}

function inConflict(conflicts: readonly string[], host: string): OperatorError {
  return new OperatorError({
    what: `the zone has ${conflicts.join(', ')}, which k77 did not make and does not overwrite`,
    fix: `if ${host} should lead to the new host, delete ${conflicts.length === 1 ? 'that record' : 'those records'} at Cloudflare → DNS → Records, then run the same command again`,
    see: 'https://dash.cloudflare.com/?to=/:account/:zone/dns/records',
  });
}
