/** Headers that every answer carries. The API shows no pages but its documentation, which has a policy of its own. */
import helmet from '@fastify/helmet';
import { isDeployed } from '@k77/config';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';

/** A day: what is wrong with HTTPS can still be mended. Raise it when nothing has been for some weeks. */
const hstsSeconds = 86_400;

export async function securityHeaders(app: Api, { env }: Pick<Dependencies, 'env'>): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
    },
    strictTransportSecurity: isDeployed(env.ENVIRONMENT) ? { maxAge: hstsSeconds, includeSubDomains: false } : false,
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    // The dashboard is another origin of the same site.
    crossOriginResourcePolicy: { policy: 'same-site' },
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=()');
    reply.header('cache-control', 'no-store');
  });
}
