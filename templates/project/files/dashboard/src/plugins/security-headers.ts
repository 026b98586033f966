/** Headers that every answer carries. The API shows no pages but its documentation, which has a policy of its own. */
import helmet from '@fastify/helmet';
import { isDeployed } from '@k77/config';
import type { Api } from '../api.ts';
import type { Dependencies } from '../dependencies.ts';

export async function securityHeaders(app: Api, { env, site }: Pick<Dependencies, 'env' | 'site'>): Promise<void> {
  const { maxAgeSeconds: maxAge, includeSubdomains: includeSubDomains, preload } = site.https;
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] },
    },
    strictTransportSecurity: isDeployed(env.ENVIRONMENT) ? { maxAge, includeSubDomains, preload } : false,
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
