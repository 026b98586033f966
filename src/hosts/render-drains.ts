/** Where logs are sent: one address for each service, by syslog over TLS. https://render.com/docs/log-streams */
import { OperatorError } from '../core/errors.ts';
import type { HostApi } from '../core/host.ts';
import { Secret } from '../core/secret.ts';
import { render } from '../vendors/render.ts';
import type { RenderStream } from '../vendors/render-types.ts';

const scheme = 'syslog+tls://';

export const drains: Required<Pick<HostApi, 'drains' | 'addDrain' | 'removeDrain'>> = {
  async drains({ client: of }, _place, id) {
    const found = await of(render).stream(id);
    return isSent(found) ? [new Secret('LOG_DRAIN_URL', `${scheme}${found.endpoint}`)] : [];
  },

  async addDrain({ client: of }, _place, id, to) {
    const found = await of(render).stream(id);
    if (found) throw taken(found);
    await of(render).setStream(id, endpointOf(to));
  },

  async removeDrain({ client: of }, _place, id, to) {
    const found = await of(render).stream(id);
    if (isSent(found) && found.endpoint === endpointOf(to)) await of(render).removeStream(id);
  },
};

function isSent(found: RenderStream | undefined): found is RenderStream & { endpoint: string } {
  return found?.setting === 'send' && found.endpoint !== undefined && found.endpoint !== '';
}

/** `logs.example.com:6514` */
function endpointOf(to: Secret): string {
  return to.reveal().replace(scheme, '').replace(/\/$/, '');
}

/** Somebody decided otherwise. */
function taken({ setting }: RenderStream): OperatorError {
  return new OperatorError({
    what:
      setting === 'drop'
        ? 'Render sends the log of this service nowhere, by a setting of its own'
        : 'Render sends the log of this service elsewhere, and has one address for each',
    fix: 'remove that override in Integrations → Observability → Log Streams, or run without LOG_DRAIN_URL',
    see: 'https://render.com/docs/log-streams',
  });
}
