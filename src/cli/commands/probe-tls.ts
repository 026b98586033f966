/**
 * `k77 probe tls HOST[:PORT]`: measures the TLS of a server and shows it with a local grade. Asks one server and nobody else; writes nothing.
 */
import { basename, dirname, resolve } from 'node:path';
import { type Exit, exits, OperatorError } from '../../core/errors.ts';
import type { Network } from '../../core/ports.ts';
import { systemClock } from '../../ports/clock.ts';
import { openFiles } from '../../ports/files.ts';
import { gradeOf, type LocalGrade } from '../../probes/tls/grade.ts';
import { probeTls } from '../../probes/tls/probe.ts';
import type { TlsSeen, TlsTarget } from '../../probes/tls/seen.ts';
import { findRoot } from '../../workspace/root.ts';
import { openSession } from '../compose.ts';
import { networkFrom } from '../endpoints.ts';
import type { GlobalOptions, Io } from '../io.ts';
import { pad, wrap } from '../text.ts';

type Options = GlobalOptions & { target?: string; servername?: string; ca?: string };
const patienceMs = 10_000;

export async function run(options: Options, io: Io): Promise<Exit> {
  const target = targetOf(options);
  const given = options.ca === undefined ? undefined : await authorities(options.ca, io.host.cwd());
  const local = isLoopback(target.host) ? await sandboxAuthority(options, io) : undefined;
  const session = options.sandbox ? await openSession(options, io, { lease: 'none' }) : undefined;
  try {
    const network: Network = session?.rehearsal?.network ?? networkFrom(io.host.env);
    const ca = [given, local].filter((pem) => pem !== undefined).join('\n');
    const seen = await probeTls(target, { clock: systemClock, timeoutMs: patienceMs, network, ca, signal: io.signal });
    const grade = gradeOf(seen);
    io.document({ ...seen, grade });
    for (const line of grade ? measured(io, seen, grade) : unmeasured(io, seen)) io.line(line);
    return grade ? exits.proven : exits.failed;
  } finally {
    await session?.close();
  }
}

/** `example.com`, `example.com:8443`, `[::1]:8443`, also as an address that begins with https://. */
function targetOf({ target, servername }: Options): TlsTarget {
  const bare = (target ?? '').replace(/^https:\/\//, '').replace(/\/.*$/, '');
  const [, host = '', port] = /^(\[[0-9a-fA-F:.]+\]|[^:[\]\s/@]+)(?::(\d{1,5}))?$/.exec(bare) ?? [];
  if (host === '' || Number(port ?? 443) > 65_535 || Number(port ?? 443) === 0)
    throw new OperatorError({
      what: target === undefined ? 'no server to measure' : `"${target}" is no server`,
      fix: 'k77 probe tls HOST or HOST:PORT, e.g. k77 probe tls example.com',
      exit: exits.usage,
    });
  return {
    host: host.replace(/^\[|\]$/g, ''),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(servername === undefined ? {} : { servername }),
  };
}

async function authorities(file: string, cwd: string): Promise<string> {
  const path = resolve(cwd, file);
  const text = await openFiles(dirname(path)).read(basename(path));
  if (text?.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new OperatorError({
    what: text === undefined ? `--ca: there is no ${file}` : `--ca: ${file} holds no certificate`,
    fix: 'give a file with certificates in PEM',
    exit: exits.usage,
  });
}

/** A server on this machine may be the rehearsal's: its authority counts for it, and for nobody else. */
async function sandboxAuthority(options: Options, io: Io): Promise<string | undefined> {
  const root = await findRoot({ dir: options.dir, cwd: io.host.cwd() });
  return openFiles(root)
    .read('.k77/sandbox/ca.pem')
    .catch(() => undefined);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function unmeasured(io: Io, { host, port, state, why }: TlsSeen): string[] {
  return ['', `  ${io.paint.bad(io.marks.bad)} ${host}:${port}   ${state}: ${why}`];
}

function measured(io: Io, seen: TlsSeen, grade: LocalGrade): string[] {
  const { host, port, servername, tookMs, connections } = seen;
  const asked = servername === host ? '' : ` as ${servername}`;
  const trust = grade.letter === grade.ignoringTrust ? '' : `, ${grade.ignoringTrust} if trust were in order`;
  return [
    '',
    `  ${io.paint.accent(io.marks.ok)} ${host}:${port}${asked}   ${tookMs} ms, ${connections} connections`,
    `    local grade ${io.paint.bold(grade.letter)}${trust} ${io.marks.dot} ${grade.score} of 100`,
    ...entry(io, 'by', `${grade.guide}, applied here`),
    ...grade.caps.flatMap(({ to, why }) => entry(io, to, why)),
    ...(grade.notPlus === undefined ? [] : entry(io, 'A', grade.notPlus)),
    '',
    ...protocolLines(io, seen),
    '',
    ...certificateLines(io, seen),
    ...featureLines(io, seen),
  ];
}

/** What a server says is not to be trusted with the terminal: control characters become dots. */
function entry(io: Io, label: string, text: string, width = 13): string[] {
  const [first = '', ...more] = wrap(text.replace(/\p{Cc}/gu, '.'), io.width - width - 4);
  return [`    ${io.paint.dim(pad(label, width))}${first}`, ...more.map((line) => `    ${' '.repeat(width)}${line}`)];
}

function protocolLines(io: Io, { protocols }: TlsSeen): string[] {
  return protocols.flatMap(({ version, offered, suites, preference, why }) => {
    if (!offered) return entry(io, version, `not offered (${why})`);
    const order = preference === undefined ? '' : `, in the ${preference}'s order`;
    return [
      ...entry(io, version, `${suites.length} suite${suites.length === 1 ? '' : 's'}${order}`),
      ...suites.flatMap(({ name, keyExchange: { kind, bits, group } }) =>
        entry(io, '', `${name}   ${group ?? (kind === 'DHE' && bits ? `DH ${bits} bits` : '')}`.trimEnd()),
      ),
    ];
  });
}

function certificateLines(io: Io, { chain, names, stapling, transparency }: TlsSeen): string[] {
  if (!chain) return entry(io, 'certificate', 'could not be read');
  const { leaf, sent, ordered, incomplete, trusted, selfSigned, extra, daysLeft } = chain;
  const troubles = [
    ...(selfSigned ? ['self-signed'] : []),
    ...(incomplete && !selfSigned ? ['incomplete'] : []),
    ...(ordered ? [] : ['out of order']),
    ...(extra > 0 ? [`${extra} that nobody needs`] : []),
  ];
  const key = [leaf.key.type, leaf.key.curve ?? leaf.key.bits].filter(Boolean).join(' ');
  const matches = names?.matches ? `${names.asked} matches ${names.by}` : `${names?.asked} does NOT match ${leaf.names.join(', ')}`;
  const times = (transparency?.certificate ?? 0) + (transparency?.handshake ?? 0);
  return [
    ...entry(io, 'certificate', `${leaf.subject}, ${key}, ${leaf.signature}, by ${leaf.issuer}`),
    ...entry(io, 'valid', `${leaf.notBefore.slice(0, 10)} to ${leaf.notAfter.slice(0, 10)}, ${daysLeft} days left`),
    ...entry(io, 'name', matches),
    ...entry(io, 'chain', [`${sent.length} sent`, trusted ? 'trusted' : 'NOT trusted', ...troubles].join(', ')),
    ...entry(
      io,
      'stapling',
      stapling?.stapled ? `OCSP ${stapling.status ?? 'unreadable'}${stapling.current ? '' : ', out of date'}` : 'none',
    ),
    ...entry(io, 'CT', `${times} timestamp${times === 1 ? '' : 's'}`),
  ];
}

function featureLines(io: Io, { features, http, httpWhy, forwardSecrecy }: TlsSeen): string[] {
  const known = (value: boolean | undefined): string => (value === undefined ? 'does not apply' : value ? 'yes' : 'no');
  return [
    ...entry(io, 'secrecy', `forward with ${forwardSecrecy.suites} of ${forwardSecrecy.of} suites`),
    ...entry(io, 'renegotiate', `secure: ${known(features?.secureRenegotiation)}, by clients: ${known(features?.clientRenegotiation)}`),
    ...entry(io, 'compression', known(features?.compression)),
    ...entry(io, 'fallback', `TLS_FALLBACK_SCSV: ${known(features?.fallbackScsv)}`),
    ...entry(io, 'ALPN', features?.alpn.join(', ') || 'none'),
    ...entry(
      io,
      'groups',
      [...new Set([...(features?.groups['TLS 1.3'] ?? []), ...(features?.groups['TLS 1.2'] ?? [])])].join(', ') || 'none',
    ),
    ...entry(io, 'HSTS', http ? (http.hsts.header ?? 'none') : `unknown: ${httpWhy}`),
  ];
}
