/** Custom domains and their certificates. https://fly.io/docs/networking/custom-domain/ */
import { OperatorError } from '../core/errors.ts';
import type { DemandedRecord, HostApi, HostedDomain } from '../core/host.ts';
import { fly } from '../vendors/fly.ts';
import type { FlyCertificate } from '../vendors/fly-types.ts';

export const domains: Required<Pick<HostApi, 'domain' | 'addDomain' | 'verifyDomain' | 'removeDomain'>> = {
  async domain({ client: of }, _place, id, name) {
    const found = await of(fly).certificate(id, name);
    return found && hostedDomain(found);
  },

  async addDomain({ client: of }, _place, id, name, redirectTo) {
    if (redirectTo !== undefined)
      throw new OperatorError({
        what: `Fly.io does not send the visitors of ${name} to ${redirectTo}`,
        fix: 'let the DNS provider redirect it (Cloudflare → Rules → Redirect rules), or host the site elsewhere',
      });
    const client = of(fly);
    if (!(await client.certificate(id, name))) await client.addCertificate(id, name);
  },

  async verifyDomain({ client: of }, _place, id, name) {
    const client = of(fly);
    const found = await client.certificate(id, name);
    if (found && hostedDomain(found).certificate !== 'valid') await client.checkCertificate(id, name);
  },

  async removeDomain({ client: of }, _place, id, name) {
    const client = of(fly);
    if (await client.certificate(id, name)) await client.removeCertificate(id, name);
  },
};

/** Grey: behind the proxy Fly does not see where the name leads. The challenge lets it issue the certificate before the name leads there. */
export function hostedDomain(found: FlyCertificate): HostedDomain {
  const { hostname, validation = {}, validation_errors: errors = [] } = found;
  const own = (found.certificates ?? []).find(({ source }) => source !== 'custom') ?? found.certificates?.[0];
  const leads = validation.dns_configured === true || validation.alpn_configured === true || validation.http_configured === true;
  const valid = own?.status === 'active';
  const certificate = valid ? 'valid' : leads ? 'issuing' : 'none';
  const said = errors.map(({ message, remediation }) => [message, remediation].filter(Boolean).join(': ')).find((text) => text !== '');
  const verified = leads && (found.configured || certificate !== 'none');
  return {
    name: hostname,
    records: recordsOf(found),
    verified,
    certificate,
    ...(verified ? {} : { trouble: said ?? `Fly.io has not seen ${hostname} lead to it yet` }),
  };
}

function recordsOf({ hostname, certificates = [], dns_requirements: wants = {} }: FlyCertificate): DemandedRecord[] {
  const record = (type: DemandedRecord['type'], name: string, content: string): DemandedRecord => ({ type, name, content, proxied: false });
  const { cname, a = [], aaaa = [], acme_challenge: challenge, ownership } = wants;
  const leading = cname
    ? [record('CNAME', hostname, plain(cname))]
    : [...a.map((one) => record('A', hostname, one)), ...aaaa.map((one) => record('AAAA', hostname, one))];
  const asksOwner = certificates.some(({ status }) => status === 'pending_ownership');
  const owner = ownership?.app_value ?? ownership?.org_value;
  return [
    ...leading,
    ...(challenge?.name && challenge.target ? [record('CNAME', fullName(challenge.name, hostname), plain(challenge.target))] : []),
    ...(asksOwner && ownership?.name && owner ? [record('TXT', fullName(ownership.name, hostname), owner)] : []),
  ];
}

/** The description does not say whether these names are full; those that are end as the host name does. */
function fullName(name: string, hostname: string): string {
  const given = plain(name);
  if (given.endsWith(hostname)) return given;
  const label = given.split('.')[0] ?? given;
  return `${label}.${hostname}`;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
