/** The API over stores in memory and a Discord that says what the test wants, or over an emulated world; and a browser that keeps cookies. */
import { type ApiEnv, parseSiteConfig, readEnv, type SiteConfig } from '@k77/config';
import {
  botProbe,
  createCache,
  createLimiter,
  createPremiums,
  memoryBus,
  memoryCacheStore,
  memoryHeartbeats,
  memoryLocks,
  memoryRepositories,
} from '@k77/data';
import { createHealth, createLogger, type ErrorReporter } from '@k77/observability';
import { openStripe } from '@k77/payments';
import { fakeQueues } from '@k77/queue';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Api } from './api.ts';
import { buildApp } from './app.ts';
import type { Dependencies } from './dependencies.ts';
import type { Discord, DiscordGuild, DiscordUser } from './discord/discord.ts';
import { limiterSettings } from './open-adapters.ts';

export const domain = 'kingdom77.test';
export const dashboard = `https://${domain}`;
export const alice: DiscordUser = { id: '200000000000000001', name: 'Alice', avatar: undefined };
export const owner: DiscordUser = { id: '200000000000000009', name: 'Owner', avatar: undefined };
export const guild: DiscordGuild = { id: '300000000000000001', name: 'Castle', icon: undefined, owner: false, permissions: '32' };
export const foreign: DiscordGuild = { id: '300000000000000002', name: 'Village', icon: undefined, owner: false, permissions: '2048' };

const mailbox = (name: string) => `${name}@${domain}`;
export function siteOf(change: Record<string, unknown> = {}): SiteConfig {
  const names = ['support', 'contact', 'privacy', 'billing', 'emergency'];
  return parseSiteConfig({
    project: 'Kingdom-77',
    domain,
    mailboxes: Object.fromEntries(names.map((name) => [name, mailbox(name)])),
    ...change,
  });
}

const source = {
  ENVIRONMENT: 'rehearsal',
  LOG_LEVEL: 'fatal',
  HOST: '127.0.0.1',
  PORT: '0',
  VERSION: '4.0',
  MONGODB_URI: 'mongodb://127.0.0.1:1/none',
  MONGODB_DATABASE: 'none',
  REDIS_URL: 'redis://127.0.0.1:1',
  REDIS_QUEUE_URL: 'redis://127.0.0.1:1',
  DISCORD_CLIENT_ID: '100000000000000001',
  DISCORD_CLIENT_SECRET: 'client-secret',
  DISCORD_REDIRECT_URI: `https://api.${domain}/api/auth/callback`,
  DASHBOARD_URL: dashboard,
  API_URL: `https://api.${domain}`,
  CORS_ORIGINS: dashboard,
  STRIPE_SECRET_KEY: 'sk_test_fixture',
  STRIPE_PUBLISHABLE_KEY: 'pk_test_fixture',
  STRIPE_WEBHOOK_SECRET: 'whsec_new,whsec_old',
  STRIPE_PRICE_PREMIUM_MONTHLY: 'price_monthly',
  STRIPE_PRICE_PREMIUM_YEARLY: 'price_yearly',
  STRIPE_API_BASE: 'http://127.0.0.1:1',
  JWT_SECRET: 'fake-jwt-secret-of-the-fixture-012345',
  SESSION_SECRET: 'fake-session-secret-of-the-fixture-0123',
  OPERATOR_SECRET: 'fake-operator-secret-of-the-fixture-012',
  OWNER_IDS: owner.id,
};

export function envOf(change: Readonly<Record<string, string>> = {}): ApiEnv {
  return readEnv('api', { ...source, ...change });
}

/** Moved by the test; runs on its own until then. */
export function handClock() {
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    advance(ms: number) {
      offset += ms;
    },
  };
}

/** Discord without a network: whoever logs in is `user`. */
export function fakeDiscord(): Discord & {
  log: string[];
  answer: { user: DiscordUser; guilds: readonly DiscordGuild[]; expiresInMs: number };
} {
  const log: string[] = [];
  const answer = { user: alice, guilds: [guild, foreign] as readonly DiscordGuild[], expiresInMs: 604_800_000 };
  const tokens = (n: number) => ({ access: `access-${n}`, refresh: `refresh-${n}`, expiresAt: new Date(Date.now() + answer.expiresInMs) });
  let made = 0;
  return {
    log,
    answer,
    authorizeUrl: async ({ state, again }) => `https://discord.com/oauth2/authorize?state=${state}&prompt=${again ? 'consent' : 'none'}`,
    async exchange() {
      log.push('exchange');
      made += 1;
      return tokens(made);
    },
    async refresh(token) {
      log.push(`refresh ${token}`);
      made += 1;
      return tokens(made);
    },
    async revoke({ refresh }) {
      log.push(`revoke ${refresh}`);
    },
    user: async () => answer.user,
    async guilds(token) {
      log.push(`guilds ${token}`);
      return answer.guilds;
    },
  };
}

export type TestApi = Awaited<ReturnType<typeof openApi>>;

export async function openApi(change: Partial<Dependencies> = {}, settings: { log?: (line: string) => void } = {}) {
  const env = change.env ?? envOf();
  const site = change.site ?? siteOf();
  const clock = handClock();
  const repositories = memoryRepositories();
  const bus = memoryBus();
  const cache = createCache({ store: memoryCacheStore(clock), policy: site.cache, environment: env.ENVIRONMENT, clock });
  const heartbeats = memoryHeartbeats(clock);
  const discord = fakeDiscord();
  const queues = fakeQueues();
  const broken = new Set<string>();
  const reported: unknown[] = [];
  const errors: ErrorReporter = { capture: (error) => String(reported.push(error)), flush: async () => undefined };
  const probe = (name: string) => async () => {
    if (broken.has(name)) throw new Error('mongodb://user:password@host is unhealthy');
  };
  const dependencies: Dependencies = {
    env,
    site,
    logger: createLogger({
      service: 'api',
      level: settings.log === undefined ? 'silent' : 'debug',
      version: env.VERSION,
      ...(settings.log === undefined ? {} : { destination: { write: settings.log } }),
    }),
    errors,
    repositories,
    cache,
    bus,
    limiter: createLimiter(limiterSettings(env, site)),
    locks: memoryLocks(clock),
    premiums: await createPremiums({
      entitlements: (change.repositories ?? repositories).entitlements,
      cache,
      bus,
      rules: { graceDays: site.premium.graceDays },
      clock,
    }),
    heartbeats,
    queues,
    health: createHealth({
      version: env.VERSION,
      essential: ['database'],
      keepMs: 0,
      checks: {
        database: { word: 'connected', probe: probe('database') },
        redis: { word: 'connected', probe: probe('redis') },
        bot: { word: 'ready', probe: () => botProbe(heartbeats) },
      },
    }),
    discord,
    stripe: openStripe({ secretKey: env.STRIPE_SECRET_KEY, apiBase: env.STRIPE_API_BASE }),
    fetch: async () => {
      throw new Error('nobody is asked in these tests');
    },
    clock,
    ...change,
  };
  const app = await buildApp(dependencies);
  return { app, dependencies, repositories, discord, queues, clock, broken, reported, heartbeats, browser: () => createBrowser(app) };
}

export interface Browser {
  cookies: Map<string, string>;
  /** Tells the token against forged requests once `me` was asked. */
  csrf: string | undefined;
  send(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>;
  /** The whole way there and back; the fake Discord answers at once. */
  login(next?: string): Promise<LightMyRequestResponse>;
}

/** A person's browser on the dashboard: keeps cookies, says where it comes from, and repeats the token. */
export function createBrowser(app: Api): Browser {
  const cookies = new Map<string, string>();
  const browser: Browser = {
    cookies,
    csrf: undefined,
    async send(method, url, body, headers = {}) {
      const options: InjectOptions = {
        method,
        url,
        headers: {
          'x-forwarded-proto': 'https',
          'x-forwarded-for': '198.51.100.7',
          'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
          cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(method === 'GET'
            ? {}
            : {
                origin: dashboard,
                'sec-fetch-site': 'same-site',
                ...(browser.csrf === undefined ? {} : { 'x-csrf-token': browser.csrf }),
              }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: body as object }),
      };
      const response = await app.inject(options);
      for (const { name, value, expires, maxAge } of response.cookies) {
        if (value === '' || maxAge === 0 || (expires !== undefined && expires.getTime() === 0)) cookies.delete(name);
        else cookies.set(name, value);
      }
      return response;
    },
    async login(next) {
      const started = await browser.send('GET', `/api/auth/login${next === undefined ? '' : `?next=${encodeURIComponent(next)}`}`);
      const state = new URL(String(started.headers.location)).searchParams.get('state');
      const back = await browser.send('GET', `/api/auth/callback?code=code&state=${state}`);
      browser.csrf = (await browser.send('GET', '/api/auth/me')).json().csrfToken;
      return back;
    },
  };
  return browser;
}
