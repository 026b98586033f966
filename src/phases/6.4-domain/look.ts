/**
 * What the domain name system says, asked by the tasks of this phase: of the parent zone for the delegation, of authorities and resolvers for everything else.
 */
import { OperatorError } from '../../core/errors.ts';
import type { Context } from '../../core/task.ts';
import type { DnsOptions } from '../../probes/dns/ask.ts';
import { type PropagationRow, propagation } from '../../probes/dns/propagation.ts';
import { internet } from '../../vendors/internet.ts';
import { parseSigner, type Signer } from './signer.ts';

export type LookContext = Pick<Context, 'client' | 'clock' | 'signal'>;

/** What the parent zone says about a domain. */
export interface Delegation {
  /** The parent hands the name over to somebody: it is registered. */
  exists: boolean;
  /** Sorted. Where servers of the parent differ, all that any of them names. */
  nameservers: readonly string[];
  signers: readonly Signer[];
}

export function dnsOptions(context: LookContext): DnsOptions {
  return { clock: context.clock, network: context.client(internet).network, signal: context.signal };
}

/** @throws OperatorError when no server of the parent zone answers */
export async function delegationOf(context: LookContext, domain: string): Promise<Delegation> {
  const about = { ...dnsOptions(context), servers: [] };
  const [ns, ds] = await Promise.all([
    propagation({ name: domain, type: 'NS', at: 'parent' }, 'absent', about),
    propagation({ name: domain, type: 'DS' }, 'absent', about),
  ]);
  if (ns.authorities.every(({ answer }) => answer === undefined)) throw silent(domain, ns.authorities);
  const nameservers = [...new Set(valuesOf(ns.authorities).map((name) => name.replace(/\.$/, '')))].sort();
  const signers = valuesOf(ds.authorities).flatMap((text) => parseSigner(text) ?? []);
  return { exists: nameservers.length > 0, nameservers, signers };
}

function valuesOf(rows: readonly PropagationRow[]): string[] {
  return [...new Set(rows.flatMap(({ answer }) => answer ?? []))];
}

function silent(domain: string, rows: readonly PropagationRow[]): OperatorError {
  return new OperatorError({
    what: `nobody answers for the parent zone of ${domain}: ${rows.map(({ server, why }) => `${server} ${why ?? ''}`).join('; ') || 'no server is known'}`,
    fix: 'look whether this machine may ask name servers (UDP and TCP to port 53), then run the same command again',
  });
}
