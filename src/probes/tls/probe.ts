/**
 * `probeTls`: measures the TLS of one server and returns numbers; knows no vendor and no verdict. Every connection is its own; many are open at the same time.
 */
import { realNetwork } from '../../ports/network.ts';
import type { Session } from '../../ports/tls.ts';
import { readPem, trustedRoots, type X509 } from '../../ports/tls-certificates.ts';
import { timestampsIn } from './certificate.ts';
import { chainSeen } from './chain.ts';
import { extensions } from './code-points.ts';
import { alpnSeen, featuresSeen } from './features.ts';
import { headIsWhole, readHead, requestFor } from './http.ts';
import { type Line, openLine } from './line.ts';
import { namesSeen } from './names.ts';
import { staplingSeen } from './ocsp.ts';
import { type Flight, sealedFlight } from './sealed.ts';
import type { ProtocolSeen, TlsAbout, TlsSeen, TlsState, TlsTarget } from './seen.ts';
import { type Surveyed, survey } from './survey.ts';

const usualPort = 443;
const usualParallel = 8;

/**
 * Asks a server for all of it. What a server does is never an error: see `state`.
 * @throws what `about.signal` was aborted with
 */
export async function probeTls(target: TlsTarget, about: TlsAbout): Promise<TlsSeen> {
  const { clock, timeoutMs, network = realNetwork, signal, parallel = usualParallel } = about;
  const { host, port = usualPort, servername = host } = target;
  const [start, now] = [clock.tick(), clock.now()];
  const address = network.route(host, port);
  const line = openLine({ clock, address, servername, timeoutMs, parallel, signal });
  const authorities = [network.ca, about.ca].flatMap((pem) => (pem ? readPem(pem) : []));
  const seen = await look(line, { servername, port, authorities, now });
  signal?.throwIfAborted();
  return {
    host,
    port,
    servername,
    address: `${address.host}:${address.port}`,
    at: now.toISOString(),
    ...seen,
    tookMs: Math.round(clock.tick() - start),
    connections: line.connections,
  };
}

type Looked = Omit<TlsSeen, 'host' | 'port' | 'servername' | 'address' | 'at' | 'tookMs' | 'connections'>;

async function look(line: Line, about: { servername: string; port: number; authorities: readonly X509[]; now: Date }): Promise<Looked> {
  const { servername, port, authorities, now } = about;
  const surveyed = await survey(line);
  const protocols = surveyed.map(({ protocol }) => protocol);
  const { state, why } = stateOf(surveyed);
  if (state !== 'tls') return { ...nothing, state, why, protocols };
  const [flight, alpn] = await Promise.all([flightOf(line, surveyed), alpnSeen(line, protocols)]);
  const known = { leaf: flight?.certificates[0], clientCertificate: flight?.clientCertificate ?? false };
  const [session, features] = await Promise.all([
    wholeSession(line, authorities, alpn, requestFor(servername, port)),
    featuresSeen({ line, surveyed, alpn, ...known }),
  ]);
  const chain = flight && chainSeen(flight.certificates, authorities, now);
  const http = 'answer' in session ? readHead(session.answer) : undefined;
  const stapled = flight?.ocsp ?? ('ocsp' in session ? session.ocsp : undefined);
  return {
    state,
    why,
    protocols,
    forwardSecrecy: secrecyOf(protocols),
    chain: chain && { ...chain, openssl: 'verdict' in session ? session.verdict : undefined },
    names: chain && namesSeen(servername, chain.leaf),
    stapling: staplingSeen(stapled, now),
    transparency: chain && { certificate: chain.leaf.scts, handshake: timestampsIn(flight?.timestamps) },
    features,
    http,
    httpWhy: http ? undefined : (session.why ?? 'no answer of HTTP/1 to GET /'),
  };
}

const nothing = {
  forwardSecrecy: { suites: 0, of: 0, preferred: false },
  chain: undefined,
  names: undefined,
  stapling: undefined,
  transparency: undefined,
  features: undefined,
  http: undefined,
  httpWhy: undefined,
} as const;

/** The most telling of the six first answers. */
function stateOf(surveyed: readonly Surveyed[]): { state: TlsState; why: string } {
  const offered = surveyed.filter(({ protocol }) => protocol.offered).map(({ protocol }) => protocol.version);
  if (offered.length > 0) return { state: 'tls', why: `agreed on ${offered.join(', ')}` };
  const asked = surveyed.map((one) => one.asked).reverse();
  const alert = asked.find(({ answer }) => answer.kind === 'alert')?.answer;
  if (alert?.kind === 'alert') return { state: 'no-agreement', why: `refused every hello: ${alert.alert}` };
  const foreign = asked.find(({ answer }) => answer.kind === 'foreign')?.answer;
  if (foreign?.kind === 'foreign') return { state: 'no-tls', why: `answered: ${foreign.start}` };
  const strange = asked.find(({ heard }) => heard.ending === 'answered');
  if (strange) return { state: 'no-tls', why: 'answered with bytes that are no handshake' };
  const order = ['refused', 'unreachable', 'no-answer', 'reset', 'closed'] as const;
  const ending = order.find((one) => asked.some(({ heard }) => heard.ending === one)) ?? 'closed';
  return { state: ending, why: asked.find(({ heard }) => heard.ending === ending)?.heard.why ?? ending };
}

/** The chain from the best version: in the clear up to TLS 1.2, else opened. */
async function flightOf(line: Line, surveyed: readonly Surveyed[]): Promise<Flight | undefined> {
  const offered = surveyed.filter(({ protocol }) => protocol.offered);
  const plain = offered.findLast(({ first }) => first && first.certificates.length > 0)?.first;
  const sealed = offered.some(({ protocol }) => protocol.version === 'TLS 1.3') ? await sealedFlight(line) : undefined;
  if (sealed?.complete) return sealed;
  if (!plain) return undefined;
  const { certificates, ocsp, clientCertificate, hello } = plain;
  return { certificates, ocsp, timestamps: hello.extensions.get(extensions.timestamps), clientCertificate, complete: true };
}

/** One handshake for OpenSSL's verdict, with the GET on it; a server of HTTP/2 alone is not asked in a language that it has not. */
async function wholeSession(line: Line, authorities: readonly X509[], alpn: readonly string[], text: string): Promise<Met> {
  const ca = [...trustedRoots(), ...authorities.map(({ der }) => pemOf(der))];
  const speaks = !alpn.includes('h2') || alpn.includes('http/1.1');
  const met = await line
    .session(speaks ? { ca, alpn: ['http/1.1'], request: { text, enough: headIsWhole } } : { ca, alpn: ['h2'] })
    .catch((error: unknown) => ({ why: error instanceof Error ? error.message : String(error) }));
  return speaks || 'why' in met ? met : { ...met, why: 'it speaks HTTP/2 alone' };
}
type Met = (Session & { why?: string }) | { why: string };

function pemOf(der: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----`;
}

function secrecyOf(protocols: readonly ProtocolSeen[]): TlsSeen['forwardSecrecy'] {
  const suites = protocols.flatMap((protocol) => protocol.suites);
  const best = protocols.findLast(({ offered }) => offered);
  return {
    suites: suites.filter(({ forwardSecrecy }) => forwardSecrecy).length,
    of: suites.length,
    preferred: best?.suites[0]?.forwardSecrecy ?? false,
  };
}
