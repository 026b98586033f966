/**
 * Login with Discord. The browser goes to Discord and comes back with a code, which only this API exchanges; whatever goes wrong on the way ends on a page of the
 * dashboard that says so.
 */
import * as client from 'openid-client';
import { z } from 'zod';
import type { Api } from '../api.ts';
import { identityOf } from '../auth/identity.ts';
import { safePath } from '../auth/next-path.ts';
import type { Dependencies } from '../dependencies.ts';
import { DiscordAway, LoginRefused } from '../discord/discord.ts';
import { forgeryToken } from '../plugins/forgery.ts';
import type { Services } from '../services.ts';

const tags = ['login'];
const anybody = { callers: 'anybody', budget: 'auth' } as const;
const timestamp = z.iso.datetime();

const me = z.object({
  user: z.object({ id: z.string(), name: z.string(), avatar: z.string().nullable() }),
  tier: z.enum(['free', 'basic', 'premium', 'admin']),
  isOwner: z.boolean(),
  /** Goes into the header `x-csrf-token` of whatever changes something. */
  csrfToken: z.string(),
  deletion: z.object({ id: z.string(), runsAt: timestamp }).nullable(),
});

export function authRoutes(app: Api, dependencies: Dependencies, services: Services): void {
  const { env, discord, repositories, clock, logger } = dependencies;
  const { attempts, desk, jar, accountTokens, guildLists } = services;
  const failed = (how: 'cancelled' | 'expired' | 'failed' | 'away') => `${env.DASHBOARD_URL}/?login=${how}`;

  const login = z.object({
    next: z.string().optional().describe('Path of the dashboard to go to afterwards'),
    again: z.enum(['true', 'false']).default('false').describe('Discord asks even those who have allowed it before'),
  });
  app.get(
    '/api/auth/login',
    { config: anybody, schema: { tags, summary: 'Begin a login', querystring: login } },
    async (request, reply) => {
      const { next, again } = request.query;
      const attempt = { state: client.randomState(), verifier: client.randomPKCECodeVerifier(), next: safePath(next, env.DASHBOARD_URL) };
      jar.set(reply, 'oauth', await attempts.sign(attempt));
      return reply.redirect(await discord.authorizeUrl({ ...attempt, again: again === 'true' }), 302);
    },
  );

  const back = z.looseObject({ code: z.string().optional(), state: z.string().optional(), error: z.string().optional() });
  app.get(
    '/api/auth/callback',
    { config: anybody, schema: { tags, summary: 'End a login', querystring: back } },
    async (request, reply) => {
      const cookie = jar.read(request, 'oauth');
      const attempt = cookie === undefined ? undefined : await attempts.verify(cookie);
      jar.clear(reply, 'oauth');
      if (attempt === undefined) return reply.redirect(failed('expired'), 303);
      try {
        const tokens = await discord.exchange(request.url.slice(request.url.indexOf('?')), attempt);
        const user = await discord.user(tokens.access);
        const account = await repositories.accounts.seen({ userId: user.id, name: user.name, avatar: user.avatar }, clock.now());
        await accountTokens.keep(user.id, tokens);
        await guildLists.forget(user.id);
        await desk.begin(request, reply, user.id, account.sessionVersion);
        return reply.redirect(`${env.DASHBOARD_URL}${attempt.next}`, 303);
      } catch (error) {
        if (!(error instanceof LoginRefused || error instanceof DiscordAway)) throw error;
        logger.info({ err: error }, 'login not finished');
        return reply.redirect(failed(error instanceof DiscordAway ? 'away' : error.cancelled ? 'cancelled' : 'failed'), 303);
      }
    },
  );

  app.get('/api/auth/me', { schema: { tags, summary: 'Who is logged in', response: { 200: me } } }, async (request, reply) => {
    const { userId, tier, isOwner } = identityOf(request);
    const [account, requests] = await Promise.all([repositories.accounts.get(userId), repositories.privacyRequests.ofUser(userId)]);
    const deletion = requests.find(({ kind, status }) => kind === 'delete' && status === 'scheduled');
    return {
      user: { id: userId, name: account?.name ?? '', avatar: account?.avatar ?? null },
      tier,
      isOwner,
      csrfToken: forgeryToken(request, reply),
      deletion: deletion?.runsAt === undefined ? null : { id: deletion.id, runsAt: deletion.runsAt.toISOString() },
    };
  });
}
