/**
 * Against forged requests: whatever changes something in the name of a person who is logged in needs a token that only our pages get. It is bound to the session
 * and useless in another one.
 */
import csrf from '@fastify/csrf-protection';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Api } from '../api.ts';
import type { CookieJar } from '../auth/cookie-jar.ts';
import { identityOf } from '../auth/identity.ts';
import { derivedKey } from '../auth/keys.ts';
import type { Dependencies } from '../dependencies.ts';
import { isUnsafe } from './cross-origin.ts';

export async function forgeryTokens(app: Api, { env }: Pick<Dependencies, 'env'>, jar: CookieJar): Promise<void> {
  await app.register(csrf, {
    cookieKey: jar.nameOf('csrf_token'),
    cookieOpts: jar.optionsOf('csrf_token'),
    csrfOpts: { hmacKey: Buffer.from(derivedKey(env.SESSION_SECRET, 'csrf')), userInfo: true },
    getToken: ({ headers }) => headers['x-csrf-token'] as string,
    getUserInfo: (request) => identityOf(request).sessionId,
  });
  app.addHook('onRequest', (request, reply, done) => {
    if (isUnsafe(request) && request.identity !== undefined) app.csrfProtection(request, reply, done);
    else done();
  });
}

/** The token for this session; sets the cookie that belongs to it. */
export function forgeryToken(request: FastifyRequest, reply: FastifyReply): string {
  return reply.generateCsrf({ userInfo: identityOf(request).sessionId });
}
