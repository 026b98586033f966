/** Email routing of a zone: switched on and off, with the records that it needs. */
import type { Call, Route } from './api.ts';
import type { Books } from './books.ts';
import type { Json, ZoneRecord, ZoneState } from './model.ts';
import { plainText } from './record-rules.ts';
import { Refusal } from './refusal.ts';

const path = '/zones/:zone/email/routing';

export const mailRoutes: readonly Route[] = [
  { method: 'GET', path, permission: 'email-rules:read', run: ({ zone }) => ({ result: shown(zone) }) },
  { method: 'POST', path: `${path}/enable`, permission: 'email-rules:edit', run: on },
  { method: 'POST', path: `${path}/disable`, permission: 'email-rules:edit', run: off },
  { method: 'POST', path: `${path}/unlock`, permission: 'email-rules:edit', run: unlock },
  { method: 'GET', path: `${path}/dns`, permission: 'email-rules:read', run: ({ zone }) => ({ result: needed(zone) }) },
  { method: 'POST', path: `${path}/dns`, permission: 'email-rules:edit', run: on },
  { method: 'PATCH', path: `${path}/dns`, permission: 'email-rules:edit', run: unlock },
  { method: 'DELETE', path: `${path}/dns`, permission: 'email-rules:edit', run: off },
];

interface Needed {
  type: 'MX' | 'TXT';
  name: string;
  content: string;
  priority?: number;
  ttl: number;
}

/** https://developers.cloudflare.com/email-routing/setup/email-routing-dns-records/ ; the key of DKIM is the same for everybody there. */
export function needed({ name }: Pick<ZoneState, 'name'>): Needed[] {
  const mx = [12, 45, 91].map(
    (priority, at): Needed => ({ type: 'MX', name, content: `route${at + 1}.mx.cloudflare.net`, priority, ttl: 1 }),
  );
  return [
    ...mx,
    { type: 'TXT', name, content: '"v=spf1 include:_spf.mx.cloudflare.net ~all"', ttl: 1 },
    { type: 'TXT', name: `cf2024-1._domainkey.${name}`, content: `"v=DKIM1; h=sha256; k=rsa; p=${dkimKey}"`, ttl: 1 },
  ];
}

/** Stands for Cloudflare's public key; nothing here signs mail. */
const dkimKey = 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArehearsal';

function on({ books, zone }: Call) {
  enable(books, zone);
  return { result: shown(zone) };
}

/** Adds and locks its records. @throws Refusal when mail of the domain goes elsewhere already */
export function enable(books: Books, zone: ZoneState): void {
  const ours = needed(zone);
  const foreign = zone.records.filter(
    (one) => one.type === 'MX' && one.name === zone.name && !ours.some(({ content }) => content === one.content),
  );
  if (foreign.length > 0)
    throw new Refusal(409, 2007, `The zone has MX records of another mail service: ${foreign.map(({ content }) => content).join(', ')}`);
  const now = books.now();
  for (const wanted of ours) {
    const there = zone.records.find((one) => isSame(one, wanted));
    const otherSender = wanted.name === zone.name && zone.records.some(isSender(zone));
    if (there) there.routing = true;
    else if (!(wanted.type === 'TXT' && otherSender)) zone.records.push(newRecord(books, wanted, now));
  }
  zone.mail = { ...zone.mail, enabled: true, locked: true, modified: now };
  books.changed();
}

function newRecord(books: Books, wanted: Needed, now: string): ZoneRecord {
  return { id: books.id(), ...wanted, proxied: false, comment: null, tags: [], created: now, modified: now, routing: true };
}

function isSame(one: ZoneRecord, { type, name, content }: Needed): boolean {
  return one.type === type && one.name === name && one.content === content;
}

/** A second SPF record would break the first: an existing one stays alone, and has to include Cloudflare's by hand. */
function isSender(zone: ZoneState): (one: ZoneRecord) => boolean {
  return (one) => one.type === 'TXT' && one.name === zone.name && plainText(one.content).startsWith('v=spf1');
}

function off({ books, zone }: Call) {
  zone.records = zone.records.filter((one) => !one.routing);
  zone.mail = { ...zone.mail, enabled: false, locked: true, modified: books.now() };
  books.changed();
  return { result: shown(zone) };
}

function unlock({ books, zone }: Call) {
  zone.mail = { ...zone.mail, locked: false, modified: books.now() };
  books.changed();
  return { result: shown(zone) };
}

/** Where MX records and the permission to send are as they have to be, mail arrives. */
export function statusOf(zone: ZoneState): 'ready' | 'unconfigured' | 'misconfigured' | 'misconfigured/locked' | 'unlocked' {
  if (!zone.mail.enabled) return 'unconfigured';
  const [mx, text] = [needed(zone).slice(0, 3), zone.records.filter(isSender(zone))];
  const routed = mx.every((wanted) => zone.records.some((one) => isSame(one, wanted)));
  const others = zone.records.some(
    (one) => one.type === 'MX' && one.name === zone.name && !mx.some(({ content }) => content === one.content),
  );
  const sender = text.length === 1 && text.every(({ content }) => content.includes('include:_spf.mx.cloudflare.net'));
  if (!routed || others || !sender) return zone.mail.locked ? 'misconfigured/locked' : 'misconfigured';
  return zone.mail.locked ? 'ready' : 'unlocked';
}

function shown(zone: ZoneState): Json {
  const { enabled, created, modified } = zone.mail;
  return {
    id: zone.id,
    tag: zone.id,
    name: zone.name,
    enabled,
    created,
    modified,
    skip_wizard: true,
    support_subaddress: false,
    status: statusOf(zone),
  };
}
