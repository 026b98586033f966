/** Where logs are sent, by HTTPS or by syslog over TLS. https://devcenter.heroku.com/articles/log-drains */
import type { HostApi } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import { heroku } from '../vendors/heroku.ts';

export const drains: Required<Pick<HostApi, 'drains' | 'addDrain' | 'removeDrain'>> = {
  drains: async ({ client: of }, _place, id) => (await of(heroku).drains(id)).map(({ url }) => new Secret('LOG_DRAIN_URL', url)),
  addDrain: async ({ client: of }, _place, id, to) => of(heroku).addDrain(id, to.reveal()),
  async removeDrain({ client: of }, _place, id, to) {
    for (const one of await of(heroku).drains(id)) if (one.url === to.reveal()) await of(heroku).removeDrain(id, one.id);
  },
};
