/**
 * What the domain name system says of a name, from every side: its authorities, recursive resolvers over UDP and TCP, aliases, who may issue certificates,
 * signatures, mail. Measures; says nothing about good or bad.
 */
import { publicResolvers } from '../../ports/dns.ts';
import { isWithin, parentOf, plainName } from '../../ports/dns-canonical.ts';
import type { DnsQuestion } from '../../ports/dns-message.ts';
import { type AnswerFacts, ask, type DnsOptions, factsOf, isSilence, type Silence } from './ask.ts';
import { type CaaFacts, measureCaa } from './caa.ts';
import { type MailFacts, measureMail } from './mail.ts';
import { measureSecurity, type SecurityFacts } from './security.ts';
import { authorities, resolver } from './source.ts';
import { Walker } from './walk.ts';
import { measureZone, type ZoneFacts } from './zone.ts';

/** What `k77 probe dns --json` prints. */
export interface DnsProbe {
  name: string;
  type: string;
  /** The zone and its servers; absent where authorities are not asked (`roots: []`) or cannot be. */
  zone?: ZoneFacts;
  /** Why authorities could not be asked; the first resolver was believed instead. */
  noAuthorities?: string;
  resolvers: ResolverFacts[];
  caa: CaaFacts;
  security: SecurityFacts;
  /** Of the zone. */
  mail: MailFacts;
  tookMs: number;
}

export interface ResolverFacts {
  server: string;
  udp: AnswerFacts | Silence;
  tcp: AnswerFacts | Silence;
}

/** @param type `A` unless told */
export async function probeDns(name: string, options: DnsOptions & { type?: string }): Promise<DnsProbe> {
  const { clock, roots, servers = publicResolvers, network } = options;
  const question = { name: plainName(name), type: (options.type ?? 'A').toUpperCase() };
  const start = clock.tick();
  const walker = new Walker(options);
  const noAuthorities = roots?.length === 0 ? undefined : await walker.blocked();
  const walks = roots?.length !== 0 && noAuthorities === undefined;
  const source = walks ? authorities(walker) : resolver(servers[0] ?? publicResolvers[0], options);
  const [zone, resolvers] = await Promise.all([
    walks ? measureZone(walker, question, options) : undefined,
    Promise.all(servers.map((server) => measureResolver(server, question, options))),
  ]);
  const apex = zone?.name ?? (await apexOf(servers[0] ?? publicResolvers[0], question.name, options));
  // Roots that were named, and those of a rehearsal, are not the ones that IANA vouches for.
  const ownRoot = options.anchors === 'own root' || (roots !== undefined && walks) || (network?.dnsServers.length ?? 0) > 0;
  const [caa, security, mail] = await Promise.all([
    measureCaa(source, question.name),
    measureSecurity(source, question, { zone: apex, now: Math.floor(clock.now().getTime() / 1000), ownRoot }),
    measureMail(source, apex),
  ]);
  const sides = { ...(zone ? { zone } : {}), ...(noAuthorities === undefined ? {} : { noAuthorities }) };
  return { ...question, ...sides, resolvers, caa, security, mail, tookMs: Math.round(clock.tick() - start) };
}

async function measureResolver(server: string, question: DnsQuestion, options: DnsOptions): Promise<ResolverFacts> {
  const over = async (transport: 'udp' | 'tcp'): Promise<AnswerFacts | Silence> => {
    const reply = await ask({ ...question, server, transport }, options);
    return isSilence(reply) ? reply : factsOf(reply, question);
  };
  const [udp, tcp] = await Promise.all([over('udp'), over('tcp')]);
  return { server, udp, tcp };
}

/** The zone of a name as a resolver tells it; of an alias it tells the zone that the alias leads to, so that the name above is asked. */
async function apexOf(server: string, name: string, options: DnsOptions): Promise<string> {
  const reply = await ask({ name, type: 'SOA', server, checkingDisabled: true }, options);
  if (isSilence(reply) || !['NOERROR', 'NXDOMAIN'].includes(reply.rcode)) return name;
  const soa = [...reply.answers, ...reply.authorities].find((one) => one.type === 'SOA');
  if (soa && isWithin(name, soa.name)) return plainName(soa.name);
  return parentOf(name) === '.' ? name : apexOf(server, parentOf(name), options);
}
