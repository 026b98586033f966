/**
 * Asking one name server one question, over UDP or TCP, and measuring how long it takes. In a rehearsal the server's canonical address leads to loopback.
 */
import { randomInt } from 'node:crypto';
import { getServers } from 'node:dns';
import { isIP, isIPv6 } from 'node:net';
import { performance } from 'node:perf_hooks';
import { messageOf } from '../core/errors.ts';
import type { Network } from '../core/ports.ts';
import { plainName } from './dns-canonical.ts';
import { type DnsMessage, noFlags } from './dns-message.ts';
import { Malformed, overTcp, overUdp } from './dns-transport.ts';
import { realNetwork } from './network.ts';

/** Resolvers that anybody may ask: Cloudflare, Google, Quad9, OpenDNS. */
export const publicResolvers = ['1.1.1.1', '8.8.8.8', '9.9.9.9', '208.67.222.222'] as const;

/** Where every search begins. https://www.iana.org/domains/root/servers */
export const rootServers = [
  { name: 'a.root-servers.net', address: '198.41.0.4' },
  { name: 'b.root-servers.net', address: '170.247.170.2' },
  { name: 'c.root-servers.net', address: '192.33.4.12' },
  { name: 'd.root-servers.net', address: '199.7.91.13' },
  { name: 'e.root-servers.net', address: '192.203.230.10' },
  { name: 'f.root-servers.net', address: '192.5.5.241' },
  { name: 'g.root-servers.net', address: '192.112.36.4' },
  { name: 'h.root-servers.net', address: '198.97.190.53' },
  { name: 'i.root-servers.net', address: '192.36.148.17' },
  { name: 'j.root-servers.net', address: '192.58.128.30' },
  { name: 'k.root-servers.net', address: '193.0.14.129' },
  { name: 'l.root-servers.net', address: '199.7.83.42' },
  { name: 'm.root-servers.net', address: '202.12.27.33' },
] as const;

export interface DnsQuery {
  name: string;
  type: string;
  /** `1.1.1.1`, `127.0.0.1:5533`, `2606:4700:4700::1111`, `[::1]:5533`. Port 53 unless told. */
  server: string;
  network?: Network | undefined;
  /** UDP unless told; a truncated answer is asked for again over TCP. */
  transport?: 'udp' | 'tcp';
  /** Asks for recursion; yes unless told. Authorities are asked without. */
  recurse?: boolean;
  /** Asks for signatures (the DO bit). */
  dnssec?: boolean;
  /** Asks a validating resolver not to judge (the CD bit). */
  checkingDisabled?: boolean;
  /** For everything, a repetition over UDP and a truncated answer included; 5000 unless told. */
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

export interface DnsReply extends DnsMessage {
  /** As asked. */
  server: string;
  /** Which way the answer came. */
  transport: 'udp' | 'tcp';
  /** The answer over UDP did not fit, so that it was asked for over TCP. */
  retriedOverTcp: boolean;
  /** From the question to the answer, milliseconds to a hundredth. */
  ms: number;
}

/** Why there is no answer. `outside`: a rehearsal asks nobody beyond this machine. */
export type DnsSilence = 'timeout' | 'closed' | 'unreachable' | 'malformed' | 'outside';

export class DnsError extends Error {
  readonly why: DnsSilence;
  readonly server: string;

  constructor(server: string, why: DnsSilence, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DnsError';
    this.why = why;
    this.server = server;
  }
}

const usualTimeoutMs = 5000;
const udpSize = 1232;

/** @throws DnsError when no answer arrives; the signal's reason when it was aborted */
export async function askDns(query: DnsQuery): Promise<DnsReply> {
  const { server, signal, timeoutMs = usualTimeoutMs, transport = 'udp' } = query;
  signal?.throwIfAborted();
  const target = targetOf(server, query.network ?? realNetwork);
  const limit = AbortSignal.timeout(timeoutMs);
  const until = signal ? AbortSignal.any([signal, limit]) : limit;
  const start = performance.now();
  const over = async (way: 'udp' | 'tcp', edns: boolean): Promise<DnsMessage> => {
    const message = questionOf(query, edns);
    const reply = await (way === 'udp' ? overUdp(target, message, until, timeoutMs) : overTcp(target, message, until));
    // A server from before 1999 stumbles over extended DNS. RFC 6891, section 7
    return edns && ['FORMERR', 'NOTIMP'].includes(reply.rcode) && !reply.edns ? over(way, false) : reply;
  };
  try {
    const first = await over(transport, true);
    const again = transport === 'udp' && first.flags.truncated;
    const reply = again ? await over('tcp', true) : first;
    const ms = Math.round((performance.now() - start) * 100) / 100;
    return { ...reply, server, transport: again ? 'tcp' : transport, retriedOverTcp: again, ms };
  } catch (error) {
    signal?.throwIfAborted();
    throw asDnsError(error, server, timeoutMs, limit.aborted);
  }
}

/** Addresses of the resolvers that this machine is told to use, `192.168.0.1` or `127.0.0.1:5533`. */
export function systemResolvers(): string[] {
  return getServers();
}

/** An address with or without a port (53), as `DnsQuery.server` takes it; undefined for anything else. */
export function parseServer(server: string): { address: string; port: number } | undefined {
  const [, bracketed, plain, digits = '53'] = /^(?:\[(.+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(isIPv6(server) ? `[${server}]` : server) ?? [];
  const address = bracketed ?? plain ?? '';
  const port = Number(digits);
  return isIP(address) === 0 || port === 0 || port > 65_535 ? undefined : { address, port };
}

/** @throws DnsError for what is no address, and for what lies outside of a rehearsal */
function targetOf(server: string, network: Network): { host: string; port: number } {
  const parsed = parseServer(server);
  if (!parsed) throw new DnsError(server, 'unreachable', `${server} is not the address of a name server`);
  const target = network.route(parsed.address, parsed.port);
  const rehearsed = network.dnsServers.length > 0 || network.ca !== undefined;
  if (rehearsed && !isLoopback(target.host))
    throw new DnsError(server, 'outside', `${server} is outside of the rehearsal, which asks nobody beyond this machine`);
  return target;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function questionOf({ name, type, recurse = true, dnssec = false, checkingDisabled = false }: DnsQuery, edns: boolean): DnsMessage {
  return {
    id: randomInt(0x10000),
    kind: 'query',
    opcode: 'QUERY',
    rcode: 'NOERROR',
    // AD in a question asks the resolver to say whether it validated. RFC 6840, section 5.7
    flags: { ...noFlags, recursionDesired: recurse, authentic: recurse, checkingDisabled },
    question: { name: plainName(name), type: type.toUpperCase() },
    answers: [],
    authorities: [],
    additionals: [],
    edns: edns ? { udpSize, dnssec } : undefined,
  };
}

function asDnsError(error: unknown, server: string, timeoutMs: number, timedOut: boolean): DnsError {
  if (error instanceof DnsError) return error;
  if (timedOut) return new DnsError(server, 'timeout', `${server} did not answer within ${timeoutMs} ms`, error);
  if (error instanceof Malformed)
    return new DnsError(server, 'malformed', `${server} answered what is no message: ${error.message}`, error);
  const code = (error as { code?: string }).code ?? '';
  if (['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code))
    return new DnsError(server, 'closed', `${server} closes the door (${code})`, error);
  return new DnsError(server, 'unreachable', `${server} cannot be reached (${code || messageOf(error)})`, error);
}
