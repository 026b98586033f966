/**
 * What came to the platform over plain HTTP is refused and not redirected: a redirect would hide that cookies were sent in the open. Health probes come as they
 * like; what comes without a proxy (tests, the platform's own network) says nothing of a protocol.
 */
import { isDeployed } from '@k77/config';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';
import { Problem } from '../errors/problem.ts';

export function httpsOnly(app: Api, { env }: Pick<Dependencies, 'env'>): void {
  if (!isDeployed(env.ENVIRONMENT)) return;
  app.addHook('onRequest', async (request) => {
    const isPlain = request.headers['x-forwarded-proto'] !== undefined && request.protocol === 'http';
    if (isPlain && request.routeOptions.config.always !== true)
      throw new Problem(426, 'https-needed', 'Use HTTPS.', { headers: { upgrade: 'TLS/1.3, HTTP/1.1', connection: 'upgrade' } });
  });
}
