/** Custom domains: the records that Vercel demands now, for this very project; a constant target would be a guess. */
import type { DemandedRecord, HostApi, HostedDomain } from '../core/host.ts';
import { vercel } from '../vendors/vercel.ts';
import { VercelRefusal } from '../vendors/vercel-http.ts';
import type { VercelCertificate, VercelDomain, VercelDomainConfig } from '../vendors/vercel-types.ts';

/** Permanent, and the method stays. */
const redirectStatusCode = 308;

export const domains: Required<Pick<HostApi, 'domain' | 'addDomain' | 'verifyDomain' | 'removeDomain'>> = {
  async domain({ client: of }, _place, id, name) {
    const client = of(vercel);
    const found = await client.domain(id, name);
    if (!found) return undefined;
    const [config, certificates] = await Promise.all([client.domainConfig(id, name), client.certificates()]);
    return hostedDomain(found, config, certificates);
  },

  async addDomain({ client: of }, _place, id, name, redirectTo) {
    const client = of(vercel);
    const there = await client.domain(id, name);
    if (!there) return client.addDomain(id, { name, ...(redirectTo ? { redirect: redirectTo, redirectStatusCode } : {}) });
    const right = redirectTo ? there.redirect === redirectTo && there.redirectStatusCode === redirectStatusCode : !there.redirect;
    if (right) return undefined;
    return client.updateDomain(id, name, { redirect: redirectTo ?? null, redirectStatusCode: redirectTo ? redirectStatusCode : null });
  },

  /** DNS is looked at without being asked; only the proof of ownership wants a push. That its record is not seen yet is no failure: the caller asks again. */
  async verifyDomain({ client: of }, _place, id, name) {
    const client = of(vercel);
    if ((await client.domain(id, name))?.verified === false) await client.verifyDomain(id, name).catch(notYet);
  },

  async removeDomain({ client: of }, _place, id, name) {
    const client = of(vercel);
    if (await client.domain(id, name)) await client.removeDomain(id, name);
  },
};

function notYet(error: unknown): void {
  if (error instanceof VercelRefusal && ['missing_txt_record', 'pending_domain_verification'].includes(error.code ?? '')) return;
  throw error;
}

export function hostedDomain(one: VercelDomain, config: VercelDomainConfig, certificates: readonly VercelCertificate[]): HostedDomain {
  const trouble = troubleOf(one, config);
  return {
    name: one.name,
    records: [...routesOf(one, config), ...proofsOf(one)],
    verified: one.verified && !config.misconfigured,
    certificate: certificates.some(({ cns }) => covers(cns, one.name))
      ? 'valid'
      : config.misconfigured || !one.verified
        ? 'none'
        : 'issuing',
    ...(one.redirect ? { redirectTo: one.redirect } : {}),
    ...(trouble === undefined ? {} : { trouble }),
  };
}

/** The apex gets addresses, every other name an alias: what Vercel ranks first. Never proxied: https://vercel.com/docs/security/reverse-proxy */
function routesOf({ name, apexName }: VercelDomain, { recommendedIPv4 = [], recommendedCNAME = [] }: VercelDomainConfig): DemandedRecord[] {
  const record = (type: 'A' | 'CNAME', content: string): DemandedRecord => ({ type, name, content: plain(content), proxied: false });
  const alias = first(recommendedCNAME)?.value;
  const addresses = first(recommendedIPv4)?.value ?? [];
  if (name === apexName && addresses.length > 0) return addresses.map((one) => record('A', one));
  return alias === undefined ? [] : [record('CNAME', alias)];
}

function first<T extends { rank: number }>(ranked: readonly T[]): T | undefined {
  return [...ranked].sort((a, b) => a.rank - b.rank)[0];
}

/** Asked for where the name has belonged to somebody else at Vercel. */
function proofsOf({ verified, verification = [] }: VercelDomain): DemandedRecord[] {
  if (verified) return [];
  return verification.flatMap(({ type, domain, value }) =>
    type === 'TXT' ? [{ type, name: plain(domain), content: value, proxied: false }] : [],
  );
}

function troubleOf({ name, verified, verification = [] }: VercelDomain, { misconfigured }: VercelDomainConfig): string | undefined {
  if (!verified) return `${name} has to be proved with a TXT record${verification[0] ? ` (${verification[0].reason})` : ''}`;
  return misconfigured ? `DNS does not lead ${name} to Vercel yet` : undefined;
}

function covers(names: readonly string[], name: string): boolean {
  return names.some((one) => one === name || (one.startsWith('*.') && name.slice(name.indexOf('.')) === one.slice(1)));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
