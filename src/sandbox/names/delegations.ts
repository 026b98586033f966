/**
 * What a parent zone holds about its children.
 */
import { labelsOf, plainName } from '../../ports/dns-canonical.ts';
import type { Resource } from '../../ports/dns-message.ts';
import { publicKeyOf, signerOf } from '../../ports/dns-security.ts';
import type { Delegation, DelegationSigner, DnsRecord } from './names.ts';

/** Real top-level domains keep delegations for hours to days; a rehearsal has minutes. */
const delegationTtl = 300;

export function nameserverRecords(zone: string, servers: readonly string[]): Resource[] {
  return servers.map((server) => ({ name: plainName(zone), type: 'NS', ttl: delegationTtl, data: plainName(server) }));
}

export function delegationRecords({ domain, nameservers, signers = [] }: Delegation): Resource[] {
  const ttl = delegationTtl;
  return [
    ...nameserverRecords(domain, nameservers),
    ...signers.map(
      ({ digest, ...signer }): Resource => ({
        name: plainName(domain),
        type: 'DS',
        ttl,
        data: { ...signer, digest: Buffer.from(digest, 'hex') },
      }),
    ),
  ];
}

/** What the parent of a signed zone must say of its key; emulated registrars put it into `Delegation.signers`. @param key PEM, as in `Zone.signingKey` */
export function delegationSigner(zone: string, key: string): DelegationSigner {
  const signer = signerOf(zone, publicKeyOf(key));
  if (!signer) throw new Error('SHA-256 is unknown');
  return { ...signer, digest: signer.digest.toString('hex').toUpperCase() };
}

export function signerRecord(zone: string, key: string): Resource[] {
  return delegationRecords({ domain: zone, nameservers: [], signers: [delegationSigner(zone, key)] });
}

export function topOf(name: string): string {
  return labelsOf(name).at(-1) ?? '.';
}

/** The address that a zone's owner gave to a name server within the zone. */
export function ownAddress(records: readonly DnsRecord[], host: string): string | undefined {
  const found = records.find((one) => one.type === 'A' && plainName(one.name) === host);
  return found?.type === 'A' ? found.value : undefined;
}
