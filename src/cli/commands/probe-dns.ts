/**
 * `k77 probe dns NAME`: measures what the domain name system says of a name, from its authorities to the public resolvers. Asks name servers and nobody else.
 * A name below `.test` exists in rehearsals only: while one runs, it is asked there.
 */
import { domainToASCII } from 'node:url';
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import { systemClock } from '../../ports/clock.ts';
import { parseServer } from '../../ports/dns.ts';
import { type AnswerFacts, isSilence, questionTypes, type Silence } from '../../probes/dns/ask.ts';
import { type DnsProbe, probeDns, type ResolverFacts } from '../../probes/dns/dns.ts';
import type { MailFacts } from '../../probes/dns/mail.ts';
import type { ServerFacts, ZoneFacts } from '../../probes/dns/zone.ts';
import { sandboxClient } from '../../sandbox/client.ts';
import { findRoot } from '../../workspace/root.ts';
import { openSession, type Session } from '../compose.ts';
import { networkFrom } from '../endpoints.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { cut, pad, wrap } from '../text.ts';

type Options = GlobalOptions & { target?: string; type?: string; server?: readonly string[] };
const patienceMs = 3000;
/** A key in a TXT record would fill the screen; `--json` has all of it. */
const longestValue = 100;

export async function run(options: Options, io: Io): Promise<Exit> {
  const name = nameFrom(options.target);
  const type = typeFrom(options.type);
  const servers = (options.server ?? []).map(serverFrom);
  const session = await rehearsalOf(options, io, name);
  try {
    const network = session?.rehearsal?.network ?? networkFrom(io.host.env);
    // Whoever names a server wants to know what that one says.
    const only = servers.length > 0 ? { servers, roots: [] } : {};
    const seen = await probeDns(name, { clock: systemClock, network, timeoutMs: patienceMs, signal: io.signal, type, ...only });
    io.document(seen);
    for (const line of shown(io, seen)) io.line(line);
    return isAnswered(seen) ? exits.proven : exits.failed;
  } finally {
    await session?.close();
  }
}

function nameFrom(target: string | undefined): string {
  const name = domainToASCII((target ?? '').replace(/\.$/, ''));
  if (
    name.length > 0 &&
    name.length <= 253 &&
    name.split('.').every((label) => label.length > 0 && label.length <= 63) &&
    !parseServer(name)
  )
    return name;
  throw new OperatorError({
    what: target === undefined ? 'no name to measure' : `"${target}" is no name`,
    fix: 'k77 probe dns NAME, e.g. k77 probe dns example.com --type MX',
    exit: exits.usage,
  });
}

function typeFrom(typed = 'A'): string {
  const type = typed.toUpperCase();
  if ((questionTypes as readonly string[]).includes(type)) return type;
  throw new OperatorError({ what: `--type: there is no type ${typed}`, fix: `use one of ${questionTypes.join(' ')}`, exit: exits.usage });
}

function serverFrom(typed: string): string {
  if (parseServer(typed)) return typed;
  throw new OperatorError({
    what: `--server: ${typed} is not the address of a name server`,
    fix: 'give its address, with a port where it is not 53: --server 1.1.1.1 or --server 127.0.0.1:5533',
    exit: exits.usage,
  });
}

async function rehearsalOf(options: Options, io: Io, name: string): Promise<Session | undefined> {
  if (options.sandbox) return openSession(options, io, { lease: 'none' });
  if (!/(^|\.)test$/.test(name)) return undefined;
  const root = await findRoot({ dir: options.dir, cwd: io.host.cwd() });
  const isRunning = await sandboxClient(root).then(
    () => true,
    () => false,
  );
  return isRunning ? openSession({ ...options, sandbox: true }, io, { lease: 'none' }) : undefined;
}

function isAnswered({ zone, resolvers }: DnsProbe): boolean {
  return resolvers.some(({ udp, tcp }) => !isSilence(udp) || !isSilence(tcp)) || zone?.servers.some(({ answer }) => answer) === true;
}

function shown(io: Io, seen: DnsProbe): string[] {
  const { name, type, zone, noAuthorities, resolvers, tookMs } = seen;
  const mark = isAnswered(seen) ? io.paint.accent(io.marks.ok) : io.paint.bad(io.marks.bad);
  return [
    '',
    `  ${mark} ${name} ${type}   ${tookMs} ms`,
    ...(zone ? ['', ...zoneLines(io, zone)] : []),
    ...(noAuthorities === undefined ? [] : ['', ...entry(io, 'authorities', `not asked: ${noAuthorities}`)]),
    '',
    ...resolvers.flatMap((one) => resolverLines(io, one)),
    '',
    ...moreLines(io, seen),
  ];
}

function entry(io: Io, label: string, text: string, width = 17): string[] {
  const [first = '', ...more] = wrap(text, io.width - width - 4);
  return [`    ${io.paint.dim(pad(label, width))}${first}`, ...more.map((line) => `    ${' '.repeat(width)}${line}`)];
}

function zoneLines(
  io: Io,
  { name, parent, servers, delegationAgrees, nameserversAtParent, nameserversAtChild, serials }: ZoneFacts,
): string[] {
  const sides = `${parent} names ${nameserversAtParent.join(', ') || 'none'}; the zone ${nameserversAtChild.join(', ') || 'none'}`;
  return [
    ...entry(io, 'zone', parent === undefined ? name : `${name}, delegated by ${parent === '.' ? 'the root' : parent}`),
    ...entry(io, 'delegation', delegationAgrees ? 'parent and zone name the same servers' : sides),
    ...servers.flatMap((server) => entry(io, server.name.length > 16 ? 'server' : server.name, serverText(io, server))),
    ...(serials.length > 1 ? entry(io, 'serial numbers', `${serials.join(' and ')}: the servers do not hold the same zone`) : []),
  ];
}

function serverText(io: Io, { name, address, state, why, serial, ms, answer }: ServerFacts): string {
  const where = `${name.length > 16 ? `${name} ` : ''}${address ?? 'no address'}`;
  if (state !== 'authoritative') return [where, `${state} (${why})`].join(` ${io.marks.dot} `);
  const told = answer ? [answerText(answer)] : [];
  return [where, ...told, `serial ${serial}`, `${ms} ms`].join(` ${io.marks.dot} `);
}

function resolverLines(io: Io, { server, udp, tcp }: ResolverFacts): string[] {
  const answer = isSilence(udp) ? tcp : udp;
  const texts = isSilence(answer) ? [answer.message] : [answerText(answer), ...lifeOf(answer), ...(answer.authentic ? ['validated'] : [])];
  return entry(io, server, [...texts, wayText('UDP', udp), wayText('TCP', tcp)].join(` ${io.marks.dot} `));
}

function answerText({ rcode, values, chain }: AnswerFacts): string {
  const via = chain.length > 1 ? ` by way of ${chain.slice(1).join(', ')}` : '';
  if (values.length > 0) return values.map((value) => cut(value, longestValue)).join(', ') + via;
  return `${rcode === 'NOERROR' ? 'no such record' : rcode}${via}`;
}

function lifeOf({ records, values, negativeTtl }: AnswerFacts): string[] {
  const ttl = values.length > 0 ? Math.min(...records.map((one) => one.ttl)) : negativeTtl;
  return ttl === undefined ? [] : [`TTL ${ttl} s`];
}

function wayText(way: string, answer: AnswerFacts | Silence): string {
  if (isSilence(answer)) return `${way} ${answer.why}`;
  return `${way} ${answer.ms} ms${answer.retriedOverTcp ? ' (too long, asked again over TCP)' : ''}`;
}

function moreLines(io: Io, { caa, security, mail, zone }: DnsProbe): string[] {
  const issuers = caa.records.map(({ tag, value }) => `${tag} ${value}`).join(', ');
  const signed =
    security.state === 'valid' ? `valid until ${security.expires}, anchored in ${security.anchor}` : `${security.state}: ${security.why}`;
  return [
    ...entry(
      io,
      'CAA',
      caa.unknown ? `unknown: ${caa.unknown}` : caa.at === undefined ? 'none: every authority may issue' : `${issuers} (at ${caa.at})`,
    ),
    ...entry(io, 'DNSSEC', signed),
    ...mailLines(io, mail, zone?.name),
  ];
}

function mailLines(io: Io, { mx, spf, dmarc, unknown }: MailFacts, zone: string | undefined): string[] {
  if (unknown !== undefined) return entry(io, 'mail', `unknown: ${unknown}`);
  const servers = mx.map(({ preference, exchange }) => `${preference} ${exchange}`).join(', ') || 'none';
  return [
    ...entry(io, 'MX', zone === undefined ? servers : `${servers} (${zone})`),
    ...entry(io, 'SPF', spf.join('   ') || 'none'),
    ...entry(io, 'DMARC', dmarc.join('   ') || 'none'),
  ];
}
