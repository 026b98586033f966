/** Where logs are sent: to addresses by HTTPS, on the plans Pro and Enterprise. https://vercel.com/docs/drains */
import type { HostApi } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import { vercel } from '../vendors/vercel.ts';

const name = 'k77 logs';

export const drains: Required<Pick<HostApi, 'drains' | 'addDrain' | 'removeDrain'>> = {
  drains: async ({ client: of }, _place, id) => (await of(vercel).drains(id)).map(({ endpoint }) => new Secret('LOG_DRAIN_URL', endpoint)),
  addDrain: async ({ client: of }, _place, id, to) => of(vercel).addDrain(id, name, to.reveal()),
  async removeDrain({ client: of }, _place, id, to) {
    for (const one of await of(vercel).drains(id)) if (one.endpoint === to.reveal()) await of(vercel).removeDrain(one.id);
  },
};
