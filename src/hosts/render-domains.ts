/** Custom domains of a web service. https://render.com/docs/custom-domains */
import { OperatorError } from '../core/errors.ts';
import type { DemandedRecord, HostApi, HostedDomain } from '../core/host.ts';
import { render } from '../vendors/render.ts';
import type { RenderDomain, RenderService } from '../vendors/render-types.ts';
import { serviceOf } from './render-place.ts';

/** Where an apex leads whose provider has no alias for it; the API names no record. https://render.com/docs/configure-other-dns */
const apexAddress = '216.24.57.1';

export const domains: Required<Pick<HostApi, 'domain' | 'addDomain' | 'verifyDomain' | 'removeDomain'>> = {
  async domain({ client: of }, _place, id, name) {
    const client = of(render);
    const found = await client.domain(id, name);
    return found && hostedDomain(found, await serviceOf(client, id));
  },

  /** Render itself sends the www of an apex to the apex, and an apex to its www, when the other one is added: nothing else can be redirected. */
  async addDomain({ client: of }, _place, id, name, redirectTo) {
    const client = of(render);
    const there = await client.domain(id, name);
    if (redirectTo !== undefined && there?.redirectForName !== redirectTo)
      throw new OperatorError({
        what: `Render does not send the visitors of ${name} to ${redirectTo}`,
        fix: 'let the DNS provider redirect it (Cloudflare → Rules → Redirect rules), or host the site elsewhere',
      });
    if (!there) await client.addDomain(id, name);
  },

  /** Render looks when it is told to. */
  async verifyDomain({ client: of }, _place, id, name) {
    const client = of(render);
    if ((await client.domain(id, name))?.verificationStatus === 'unverified') await client.verifyDomain(id, name);
  },

  async removeDomain({ client: of }, _place, id, name) {
    const client = of(render);
    if (await client.domain(id, name)) await client.removeDomain(id, name);
  },
};

/** Its API tells nothing of the certificate, which it orders as soon as it has seen the records: the probe of the domain sees the certificate itself. */
export function hostedDomain(one: RenderDomain, service: RenderService): HostedDomain {
  const verified = one.verificationStatus === 'verified';
  return {
    name: one.name,
    records: [recordFor(one, service)],
    verified,
    certificate: verified ? 'valid' : 'none',
    ...(one.redirectForName ? { redirectTo: one.redirectForName } : {}),
    ...(verified ? {} : { trouble: `Render has not seen ${one.name} lead to it yet` }),
  };
}

/** Grey: behind the proxy Render does not see where the name leads. */
function recordFor({ name, domainType }: RenderDomain, { serviceDetails, slug }: RenderService): DemandedRecord {
  if (domainType === 'apex') return { type: 'A', name, content: apexAddress, proxied: false };
  const own = serviceDetails.url ? new URL(serviceDetails.url).hostname : `${slug}.onrender.com`;
  return { type: 'CNAME', name, content: own, proxied: false };
}
