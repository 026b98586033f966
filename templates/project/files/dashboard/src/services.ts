/** What the API makes of its dependencies, once. */
import { createTestErrors, type TestErrors } from '@k77/data';
import { type AccessTokens, createAccessTokens } from './auth/access-token.ts';
import { type CookieJar, createCookieJar } from './auth/cookie-jar.ts';
import { createErrorTickets, type ErrorTickets } from './auth/error-ticket.ts';
import { createExportLinks, type ExportLinks } from './auth/export-link.ts';
import { createLoginAttempts, type LoginAttempts } from './auth/login-attempt.ts';
import { createLogins, type Logins } from './auth/logins.ts';
import { createTokenSeal } from './auth/sealed-tokens.ts';
import { createSessionDesk, type SessionDesk } from './auth/session-desk.ts';
import type { Dependencies } from './dependencies.ts';
import { type AccountTokens, createAccountTokens } from './discord/account-tokens.ts';
import { createGuildLists, type GuildLists } from './discord/guild-lists.ts';
import { createMetrics, type Metrics } from './metrics.ts';

export interface Services {
  jar: CookieJar;
  tokens: AccessTokens;
  attempts: LoginAttempts;
  exportLinks: ExportLinks;
  errorTickets: ErrorTickets;
  testErrors: TestErrors;
  logins: Logins;
  desk: SessionDesk;
  accountTokens: AccountTokens;
  guildLists: GuildLists;
  metrics: Metrics;
}

export async function createServices(dependencies: Dependencies): Promise<Services> {
  const { env, site, repositories, cache, bus, discord, limiter, locks, clock, logger } = dependencies;
  const jar = createCookieJar(env.ENVIRONMENT);
  const tokens = createAccessTokens(env, clock);
  const logins = await createLogins({ repositories, cache, bus, clock, site, owners: env.OWNER_IDS, maxEntries: env.CACHE_MAX_ENTRIES });
  const seal = createTokenSeal(env.SESSION_SECRET);
  const accountTokens = createAccountTokens({ accounts: repositories.accounts, discord, seal, locks, clock, logger });
  return {
    jar,
    tokens,
    attempts: createLoginAttempts(env.SESSION_SECRET, clock),
    exportLinks: createExportLinks(env.SESSION_SECRET, clock),
    errorTickets: createErrorTickets(env.SESSION_SECRET, { limiter, clock }),
    testErrors: await createTestErrors(bus),
    logins,
    desk: createSessionDesk({ repositories, tokens, logins, jar, clock }),
    accountTokens,
    guildLists: createGuildLists({ discord, tokens: accountTokens, cache, clock }),
    metrics: createMetrics(),
  };
}
