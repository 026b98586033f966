/** Custom domains of a service. */
import { OperatorError } from '../core/errors.ts';
import type { HostApi } from '../core/host.ts';
import { railway } from '../vendors/railway.ts';
import { hostedDomain } from './railway-domains.ts';
import { spotOf } from './railway-place.ts';

export const domains: Required<Pick<HostApi, 'domain' | 'addDomain' | 'verifyDomain' | 'removeDomain'>> = {
  async domain({ client: of }, place, id, name) {
    const found = (await of(railway).domains(spotOf(place, id))).find((one) => one.name === name);
    return found && hostedDomain(found);
  },
  async addDomain({ client: of }, place, id, name, redirectTo) {
    if (redirectTo !== undefined)
      throw new OperatorError({
        what: `Railway cannot send the visitors of ${name} to ${redirectTo}`,
        fix: 'let the DNS provider redirect it (Cloudflare → Rules → Redirect rules), or host the site elsewhere',
      });
    const spot = spotOf(place, id);
    if (!(await of(railway).domains(spot)).some((one) => one.name === name)) await of(railway).createDomain(spot, name);
  },
  async verifyDomain({ client: of }, place, id, name) {
    const found = (await of(railway).domains(spotOf(place, id))).find((one) => one.name === name);
    if (found && !found.certificate.endsWith('_VALID')) await of(railway).issueCertificate(found.id);
  },
  async removeDomain({ client: of }, place, id, name) {
    const found = (await of(railway).domains(spotOf(place, id))).find((one) => one.name === name);
    if (found) await of(railway).deleteDomain(found.id);
  },
};
