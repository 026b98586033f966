/** What Cloudflare checks before it takes a record: name, type, content, TTL, proxy, and what else stands at that name. */
import type { Json, RecordType, ZoneRecord, ZoneState } from './model.ts';
import { invalid, Refusal } from './refusal.ts';

/** What a caller may say of a record. */
export type Wanted = Pick<ZoneRecord, 'type' | 'name' | 'content' | 'proxied' | 'ttl' | 'comment' | 'tags'> &
  Partial<Pick<ZoneRecord, 'priority' | 'data'>>;

const types: readonly RecordType[] = ['A', 'AAAA', 'CNAME', 'TXT', 'MX', 'NS', 'SRV', 'CAA'];
const proxiableTypes: readonly RecordType[] = ['A', 'AAAA', 'CNAME'];
/** Of a free zone made after 1 September 2024: https://developers.cloudflare.com/dns/manage-dns-records/ */
export const mostRecords = 200;
const longestComment = 100;

export function isProxiable({ type }: Pick<ZoneRecord, 'type'>): boolean {
  return proxiableTypes.includes(type);
}

/** The record that a body describes. @param before fields that the body leaves as they are. @throws Refusal */
export function recordOf(zone: ZoneState, body: Json, before?: ZoneRecord): Wanted {
  const type = String(body.type ?? before?.type ?? '') as RecordType;
  if (!types.includes(type)) throw validation(9006, `DNS record type "${type}" is invalid`);
  const name = nameIn(zone, body.name ?? before?.name);
  const { content, priority, data } = contentOf(type, body, before?.type === type ? before : undefined);
  const proxied = body.proxied ?? before?.proxied ?? false;
  if (typeof proxied !== 'boolean') throw validation(9003, 'Invalid "proxied" value, must be a boolean');
  if (proxied && !proxiableTypes.includes(type)) throw validation(9041, 'This DNS record cannot be proxied.');
  const ttl = proxied ? 1 : ttlOf(body.ttl ?? before?.ttl ?? 1);
  const { comment, tags } = remarks(body, before);
  return { type, name, content, proxied, ttl, comment, tags, ...(priority === undefined ? {} : { priority }), ...(data ? { data } : {}) };
}

function remarks(body: Json, before: ZoneRecord | undefined): Pick<ZoneRecord, 'comment' | 'tags'> {
  const comment = body.comment === undefined ? (before?.comment ?? null) : body.comment;
  if (comment !== null && typeof comment !== 'string') throw validation(9313, 'comment must be a text');
  if (comment !== null && comment.length > longestComment)
    throw validation(9313, `DNS record has ${comment.length} characters in its comment, exceeding the quota of ${longestComment}.`);
  const tags = (body.tags ?? before?.tags ?? []) as string[];
  if (tags.length > 0) throw new Refusal(400, 9300, `DNS record has ${tags.length} tags, exceeding the quota of 0.`);
  return { comment: comment === '' ? null : comment, tags };
}

/** `@`, `www` and `www.kingdom77.test.` as full names in lower case. A full name of another zone becomes a name below this one, as at Cloudflare. */
function nameIn(zone: ZoneState, given: unknown): string {
  const text = typeof given === 'string' ? given.trim().toLowerCase().replace(/\.$/, '') : '';
  if (text === '@' || text === zone.name) return zone.name;
  const full = text.endsWith(`.${zone.name}`) ? text : `${text}.${zone.name}`;
  const labels = full.split('.');
  const right = labels.every((label, index) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label) || (label === '*' && index === 0));
  if (text === '' || full.length > 253 || !right) throw validation(9000, 'DNS name is invalid.');
  return full;
}

function ttlOf(given: unknown): number {
  if (given === 1 || (Number.isInteger(given) && Number(given) >= 60 && Number(given) <= 86_400)) return Number(given);
  throw validation(9021, 'Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.');
}

type Content = Pick<ZoneRecord, 'content'> & Partial<Pick<ZoneRecord, 'priority' | 'data'>>;

function contentOf(type: RecordType, body: Json, before: ZoneRecord | undefined): Content {
  if (type === 'SRV') return service((body.data ?? before?.data) as Json | undefined);
  if (type === 'CAA')
    return authority(
      body.data === undefined && typeof body.content === 'string' ? dataOf(body.content) : ((body.data ?? before?.data) as Json),
    );
  const given = body.content ?? before?.content;
  const text = typeof given === 'string' ? given.trim() : '';
  if (type === 'A' && isIPv4(text)) return { content: text };
  if (type === 'AAAA' && isIPv6(text)) return { content: text.toLowerCase() };
  if (type === 'TXT' && text !== '') return { content: quoted(text) };
  if (['CNAME', 'NS'].includes(type) && isHost(text)) return { content: host(text) };
  if (type === 'MX' && isHost(text)) return { content: host(text), priority: priorityOf(body.priority ?? before?.priority) };
  throw wrongContent(type);
}

function wrongContent(type: RecordType): Refusal {
  if (type === 'A') return validation(9005, 'Content for A record must be a valid IPv4 address.');
  if (type === 'AAAA') return validation(9006, 'Content for AAAA record must be a valid IPv6 address.');
  if (type === 'CNAME') return validation(9007, 'Content for CNAME record is invalid.');
  return validation(9009, `Content for ${type} record is invalid.`);
}

function priorityOf(given: unknown): number {
  if (Number.isInteger(given) && Number(given) >= 0 && Number(given) <= 65_535) return Number(given);
  throw validation(9101, 'priority is a required data field.');
}

function service(data: Json | undefined): Content {
  const [priority, weight, port] = ['priority', 'weight', 'port'].map((field) => priorityOf(data?.[field])) as [number, number, number];
  const target = String(data?.target ?? '');
  if (!isHost(target)) throw validation(9101, 'target is a required data field.');
  return { content: `${weight} ${port} ${host(target)}`, priority, data: { priority, weight, port, target: host(target) } };
}

function authority(data: Json | undefined): Content {
  const { flags = 0, tag, value } = (data ?? {}) as { flags?: unknown; tag?: unknown; value?: unknown };
  if (!['issue', 'issuewild', 'iodef'].includes(String(tag))) throw validation(9101, 'tag is a required data field.');
  if (!Number.isInteger(flags) || typeof value !== 'string') throw validation(9101, 'value is a required data field.');
  return { content: `${String(flags)} ${String(tag)} "${value}"`, data: { flags, tag, value } };
}

function dataOf(content: string): Json {
  const [, flags, tag, value] = /^(\d+)\s+(\w+)\s+"?([^"]*)"?$/.exec(content.trim()) ?? [];
  return { flags: Number(flags), tag, value };
}

/** Texts are kept as quoted strings of at most 255 bytes, whether they came so or not. */
function quoted(text: string): string {
  return stringsOf(text)
    .flatMap((one) => one.match(/.{1,255}/gsu) ?? [''])
    .map((one) => `"${one.replaceAll('"', '\\"')}"`)
    .join(' ');
}

function stringsOf(text: string): string[] {
  if (!/^"(\\.|[^"\\])*"(\s+"(\\.|[^"\\])*")*$/s.test(text)) return [text];
  return [...text.matchAll(/"((?:\\.|[^"\\])*)"/gs)].map(([, inner]) => (inner ?? '').replaceAll('\\"', '"'));
}

/** What a resolver is told: the strings as one text. */
export function plainText(content: string): string {
  return stringsOf(content).join('');
}

function isIPv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isIPv6(text: string): boolean {
  return /^[0-9a-f:.]+$/i.test(text) && text.includes(':') && URL.canParse(`http://[${text}]/`);
}

function isHost(text: string): boolean {
  return text.length <= 254 && !isIPv4(text) && /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9][a-z0-9-]*\.?$/i.test(text);
}

function host(text: string): string {
  return text.toLowerCase().replace(/\.$/, '');
}

function validation(code: number, message: string): Refusal {
  return new Refusal(400, code, message);
}

/**
 * https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/
 * @param others the records of the zone without the one that is changed
 * @throws Refusal when the record cannot stand beside them
 */
export function checkBeside(wanted: Wanted, others: readonly ZoneRecord[]): void {
  const here = others.filter(({ name }) => name === wanted.name);
  const has = (...wantedTypes: RecordType[]): boolean => here.some(({ type }) => wantedTypes.includes(type));
  const same = here.find((one) => one.type === wanted.type && one.content === wanted.content && one.priority === wanted.priority);
  if (wanted.type === 'CNAME' && has('A', 'AAAA', 'CNAME'))
    throw new Refusal(400, 81053, 'An A, AAAA, or CNAME record with that host already exists.');
  if (['A', 'AAAA'].includes(wanted.type) && has('CNAME')) throw new Refusal(400, 81054, 'A CNAME record with that host already exists.');
  if (isProxiable(wanted) && has('NS')) throw new Refusal(400, 81056, 'NS records with that host already exist.');
  if (wanted.type === 'NS' && has('A', 'AAAA', 'CNAME'))
    throw new Refusal(400, 81055, 'A, AAAA, or CNAME records with that host already exist.');
  if (!same) return;
  const twin = same.ttl === wanted.ttl && same.proxied === wanted.proxied;
  throw twin ? new Refusal(400, 81058, 'An identical record already exists.') : new Refusal(400, 81057, 'The record already exists.');
}

/** Mail of a zone that email routing runs is its own: no other MX, and no hand on its records. @throws Refusal */
export function checkRouting({ mail, name }: ZoneState, wanted: Pick<ZoneRecord, 'type' | 'name'> & { routing?: true }): void {
  if (!mail.enabled || !mail.locked) return;
  if (wanted.routing) throw new Refusal(400, 1046, 'This record is managed by Email Routing. Disable Email Routing to modify it.');
  if (wanted.type === 'MX' && wanted.name === name)
    throw new Refusal(400, 890190, 'This zone is managed by Email Routing. Disable Email Routing to add/modify MX records.');
}

/** @throws Refusal */
export function checkQuota({ records }: ZoneState): void {
  if (records.length >= mostRecords) throw new Refusal(400, 81045, 'Record quota exceeded.');
}

/** @throws Refusal unless the body is a record */
export function mustBeRecord(value: unknown): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw invalid('DNS Validation Error');
}
