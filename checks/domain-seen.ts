/**
 * What checks of the domain look at, each measured once a walk: TLS, redirects and pages of the three hosts, names.
 */
import type { CheckContext } from '../src/core/check.ts';
import { hostsOf } from '../src/phases/6.4-domain/hosts.ts';
import { type DnsProbe, probeDns } from '../src/probes/dns/dns.ts';
import type { HttpProbeOptions } from '../src/probes/http/ask.ts';
import { type HttpsEnforcement, probeHttps } from '../src/probes/http/https.ts';
import { probeTls } from '../src/probes/tls/probe.ts';
import type { TlsSeen } from '../src/probes/tls/seen.ts';
import { internet } from '../src/vendors/internet.ts';
import { type Wrong, wrongFor } from './verdict.ts';

export type Looking = Pick<CheckContext, 'client' | 'clock' | 'signal'>;

/** Milliseconds for each request or connection. */
const timeoutMs = 8000;

export function webOptions(context: Looking): HttpProbeOptions {
  return { clock: context.clock, timeoutMs, network: context.client(internet).network, signal: context.signal };
}

/** Dashboard at the domain and at www, API at api. */
export function namesOf(domain: string): readonly [string, string, string] {
  const { apex, www, api } = hostsOf(domain);
  return [apex, www, api];
}

export function tlsOf(context: Looking, host: string): Promise<TlsSeen> {
  const { network, once } = context.client(internet);
  return once(`tls ${host}`, () => probeTls({ host }, { clock: context.clock, timeoutMs, network, signal: context.signal }));
}

export function httpsOf(context: Looking, host: string): Promise<HttpsEnforcement> {
  return context.client(internet).once(`https ${host}`, () => probeHttps(host, webOptions(context)));
}

export function dnsOf(context: Looking, name: string): Promise<DnsProbe> {
  const { network, once } = context.client(internet);
  return once(`dns ${name}`, () => probeDns(name, { clock: context.clock, network, signal: context.signal }));
}

/** What every host lacks, with its name in front. */
export function perHost(hosts: readonly string[], wrong: (host: string, index: number) => readonly Wrong[]): Wrong[] {
  return hosts.flatMap((host, index) =>
    wrong(host, index).map((problem) => {
      if (typeof problem === 'string') return `${host}: ${problem}`;
      return problem && typeof problem.says === 'string' && wrongFor(problem.boxes, `${host}: ${problem.says}`);
    }),
  );
}
