/**
 * Follows every name of the world's zones, by asking the world's own resolver: a web host is reached only where DNS leads to it.
 */
import { askDns } from '../../ports/dns.ts';
import { edgeNetwork } from '../../ports/network.ts';
import type { NameContent } from '../names/open.ts';
import { type Claim, type Landing, landingOf, type Trace } from './sites.ts';

/** @param resolver `127.0.0.1:40002` */
export async function traceAll(content: NameContent, claims: readonly Claim[], resolver: string): Promise<Map<string, Landing>> {
  const found = await Promise.all(
    [...namesIn(content, claims)].map(async (name) => [name, landingOf(name, await traceOf(name, resolver), claims)] as const),
  );
  return new Map(found.flatMap(([name, landing]) => (landing ? [[name, landing] as const] : [])));
}

/** Names that may lead to the web. */
function namesIn({ zones }: NameContent, claims: readonly Claim[]): Set<string> {
  const records = zones.flatMap((zone) => zone.records.filter(({ type }) => type === 'A' || type === 'CNAME'));
  return new Set([...claims.map(({ host }) => host.name), ...records.map(({ name }) => name)].map((name) => name.toLowerCase()));
}

async function traceOf(name: string, resolver: string): Promise<Trace> {
  // A name under a wildcard stands for all of them.
  const asked = name.replace(/^\*\./, 'any-name.');
  const { answers } = await askDns({
    name: asked,
    type: 'A',
    server: resolver,
    network: edgeNetwork({ routes: {}, dns: resolver, ca: undefined }),
  });
  return {
    aliases: answers.flatMap((one) => (one.type === 'CNAME' ? [one.data] : [])),
    addresses: answers.flatMap((one) => (one.type === 'A' ? [one.data] : [])),
  };
}
