/** Custom domains and their certificates (ACM). https://devcenter.heroku.com/articles/automated-certificate-management */
import { OperatorError } from '../core/errors.ts';
import type { HostApi, HostedDomain } from '../core/host.ts';
import { heroku } from '../vendors/heroku.ts';
import type { HerokuDomain } from '../vendors/heroku-types.ts';
import { appOf } from './heroku-place.ts';

export const domains: Required<Pick<HostApi, 'domain' | 'addDomain' | 'verifyDomain' | 'removeDomain'>> = {
  /** Without anybody who sees to its certificate it is not there yet: its adding was interrupted. */
  async domain({ client: of }, _place, id, name) {
    const client = of(heroku);
    const found = await client.domain(id, name);
    if (!found || (!found.sni_endpoint && !(await appOf(client, id)).acm)) return undefined;
    return hostedDomain(found);
  },

  async addDomain({ client: of }, _place, id, name, redirectTo) {
    const client = of(heroku);
    if (redirectTo !== undefined)
      throw new OperatorError({
        what: `Heroku does not send the visitors of ${name} to ${redirectTo}`,
        fix: 'let the DNS provider redirect it (Cloudflare → Rules → Redirect rules), or host the site elsewhere',
      });
    if (!(await client.domain(id, name))) await client.addDomain(id, name);
    if (!(await appOf(client, id)).acm) await client.orderCertificates(id);
  },

  /** Heroku looks again every hour, and when it is told to. */
  async verifyDomain({ client: of }, _place, id, name) {
    const client = of(heroku);
    const found = await client.domain(id, name);
    if (found && hostedDomain(found).certificate !== 'valid') await client.refreshCertificates(id);
  },

  async removeDomain({ client: of }, _place, id, name) {
    const client = of(heroku);
    if (await client.domain(id, name)) await client.removeDomain(id, name);
  },
};

/** The description does not list the words for a certificate; these are known from Heroku's own command line and pages, whatever stands between their parts. */
const certificates: Readonly<Record<string, HostedDomain['certificate']>> = {
  ok: 'valid',
  certissued: 'valid',
  verified: 'issuing',
  dnsverified: 'issuing',
  inprogress: 'issuing',
  pending: 'none',
  failing: 'none',
  failed: 'failed',
};

/** Grey: behind the proxy Heroku does not see where the name leads. An apex is led by an alias, too: Cloudflare flattens it. */
export function hostedDomain({ hostname, cname, acm_status: acm, acm_status_reason: reason }: HerokuDomain): HostedDomain {
  const certificate = certificates[(acm ?? '').toLowerCase().replaceAll(/[^a-z]/g, '')] ?? 'none';
  const verified = certificate === 'valid' || certificate === 'issuing';
  return {
    name: hostname,
    records: cname === null ? [] : [{ type: 'CNAME', name: hostname, content: cname, proxied: false }],
    verified,
    certificate,
    ...(verified ? {} : { trouble: reason ?? `Heroku has not seen ${hostname} lead to it yet` }),
  };
}
