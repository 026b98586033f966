/**
 * Keys: every value that k77 knows by name, in one table: who owns it, where it is kept, which services receive it.
 * Answers are spelled like the fields of `k77.json`; everything that reaches a service keeps the guide's UPPER_CASE.
 * The env files, `k77 env`, the documentation of the generated project and the leak test are all made from this table.
 */
import type { PhaseNumber } from './phase.ts';

export type Service = 'bot' | 'worker' | 'api' | 'dashboard';
export const services: readonly Service[] = ['bot', 'worker', 'api', 'dashboard'];

export interface KeyInfo {
  /** Who decides the value: the operator answers it, k77 makes it, or a vendor gives it. */
  owner: 'operator' | 'k77' | 'stripe' | 'atlas' | 'upstash' | 'cloudflare' | 'discord';
  /** The phase that asks for it or makes it; a task that needs it waits for that phase. */
  phase: PhaseNumber;
  /**
   * `k77.json` (answers), `credentials` (secrets that the operator typed), `env` (secrets that k77 or a vendor made)
   * or `values` (facts that are no secret, such as a price id).
   */
  kept: 'answers' | 'credentials' | 'env' | 'values';
  /** Services whose env file carries it. */
  services: readonly Service[];
  /** May be seen by a browser (`NEXT_PUBLIC_*`, publishable keys). */
  public?: true;
  about: string;
}

const both = ['api', 'worker'] as const;
const everyone = services;
const running = ['bot', 'worker', 'api'] as const;
/** Where people ask for something. */
const asking = ['bot', 'api'] as const;

export const keys = {
  project: { owner: 'operator', phase: '6.1', kept: 'answers', services: [], about: 'The name of the bot, as customers read it' },
  domain: { owner: 'operator', phase: '6.1', kept: 'answers', services: [], about: 'The domain of the dashboard; the API is api.<domain>' },
  currency: { owner: 'operator', phase: '6.1', kept: 'answers', services: [], about: 'Currency of both prices, ISO 4217, lower case' },
  monthlyPrice: { owner: 'operator', phase: '6.1', kept: 'answers', services: [], about: 'Price of Premium per month' },
  yearlyPrice: { owner: 'operator', phase: '6.1', kept: 'answers', services: [], about: 'Price of Premium per year' },
  refundFullDays: { owner: 'operator', phase: '6.1', kept: 'answers', services: [], about: 'Days in which a payment is refunded whole' },
  refundPartialDays: {
    owner: 'operator',
    phase: '6.1',
    kept: 'answers',
    services: [],
    about: 'Days in which a payment is refunded in part',
  },
  refundPartialPercent: { owner: 'operator', phase: '6.1', kept: 'answers', services: [], about: 'How much is refunded in part, per cent' },
  taxCollection: { owner: 'operator', phase: '6.1', kept: 'answers', services: [], about: 'Whether Stripe Tax computes tax: yes or no' },
  taxCountry: { owner: 'operator', phase: '6.1', kept: 'answers', services: [], about: 'Country of the head office, ISO 3166-1 alpha-2' },
  taxRegistrations: {
    owner: 'operator',
    phase: '6.1',
    kept: 'answers',
    services: [],
    about: 'Where you are registered for tax: US-CA, DE, …',
  },
  budget: {
    owner: 'operator',
    phase: '6.1',
    kept: 'answers',
    services: [],
    about: 'Dollars per month that k77 cost and k77 status warn above',
  },

  STRIPE_SECRET_KEY: {
    owner: 'operator',
    phase: '6.1',
    kept: 'credentials',
    services: both,
    about: 'Secret or restricted key of the Stripe account',
  },
  STRIPE_TEST_SECRET_KEY: {
    owner: 'operator',
    phase: '6.1',
    kept: 'credentials',
    services: [],
    about: 'Test-mode key with which k77 rehearses subscriptions; no service receives it',
  },
  STRIPE_PUBLISHABLE_KEY: {
    owner: 'operator',
    phase: '6.1',
    kept: 'answers',
    services: ['api'],
    public: true,
    about: 'Publishable key of the same account and mode',
  },
  STRIPE_WEBHOOK_SECRET: {
    owner: 'stripe',
    phase: '6.1',
    kept: 'env',
    services: ['api'],
    about: 'Signing secret of the webhook endpoint; Stripe shows it once',
  },
  STRIPE_WEBHOOK_ENDPOINT: { owner: 'stripe', phase: '6.1', kept: 'values', services: [], about: 'Id of the webhook endpoint' },
  STRIPE_PRODUCT_PREMIUM_MONTHLY: { owner: 'stripe', phase: '6.1', kept: 'values', services: [], about: 'Id of the monthly product' },
  STRIPE_PRODUCT_PREMIUM_YEARLY: { owner: 'stripe', phase: '6.1', kept: 'values', services: [], about: 'Id of the yearly product' },
  STRIPE_PRICE_PREMIUM_MONTHLY: { owner: 'stripe', phase: '6.1', kept: 'values', services: both, about: 'Id of the monthly price' },
  STRIPE_PRICE_PREMIUM_YEARLY: { owner: 'stripe', phase: '6.1', kept: 'values', services: both, about: 'Id of the yearly price' },
  STRIPE_PORTAL_CONFIGURATION: {
    owner: 'stripe',
    phase: '6.1',
    kept: 'values',
    services: ['api'],
    about: 'Id of the customer portal configuration',
  },
  STRIPE_ENABLED: {
    owner: 'k77',
    phase: '6.1',
    kept: 'values',
    services: ['api'],
    about: 'false switches checkout off and keeps the webhook open',
  },
  ENVIRONMENT: { owner: 'k77', phase: '6.1', kept: 'values', services: everyone, about: 'production, staging or rehearsal' },
  JWT_SECRET: { owner: 'k77', phase: '6.1', kept: 'env', services: ['api'], about: 'Signs session tokens' },
  SESSION_SECRET: { owner: 'k77', phase: '6.1', kept: 'env', services: ['api'], about: 'Seals session cookies' },
  OPERATOR_SECRET: {
    owner: 'k77',
    phase: '6.1',
    kept: 'env',
    services: ['api'],
    about: 'Opens the metrics of the API and its test error to k77 and to nobody else',
  },

  ATLAS_CLIENT_ID: {
    owner: 'operator',
    phase: '6.2',
    kept: 'credentials',
    services: [],
    about: 'Service account with which k77 asks MongoDB Atlas; no service receives it',
  },
  ATLAS_CLIENT_SECRET: { owner: 'operator', phase: '6.2', kept: 'credentials', services: [], about: 'Secret of that service account' },
  ATLAS_PUBLIC_KEY: {
    owner: 'operator',
    phase: '6.2',
    kept: 'credentials',
    services: [],
    about: 'Public half of an Atlas API key, the older form of login; no service receives it',
  },
  ATLAS_PRIVATE_KEY: { owner: 'operator', phase: '6.2', kept: 'credentials', services: [], about: 'Private half of that API key' },
  databaseTier: { owner: 'operator', phase: '6.2', kept: 'answers', services: [], about: 'Size of the database: free, flex or m10' },
  databaseRegion: { owner: 'operator', phase: '6.2', kept: 'answers', services: [], about: 'AWS region of the database: us-east-1, …' },
  databaseAccess: {
    owner: 'operator',
    phase: '6.2',
    kept: 'answers',
    services: [],
    about: 'Addresses that may reach the database: a list, or 0.0.0.0/0',
  },
  databaseBackups: {
    owner: 'operator',
    phase: '6.2',
    kept: 'answers',
    services: [],
    about: 'Whether Atlas keeps paid backups of an M10: yes or no',
  },
  alertEmail: { owner: 'operator', phase: '6.2', kept: 'answers', services: [], about: 'Who is mailed when something needs looking at' },
  databaseMigration: {
    owner: 'operator',
    phase: '6.2',
    kept: 'answers',
    services: [],
    about: 'Whether existing data is moved: fresh or copy',
  },
  MIGRATE_FROM_URI: {
    owner: 'operator',
    phase: '6.2',
    kept: 'credentials',
    services: [],
    about: 'Database from which data is copied, read only; no service receives it',
  },
  ATLAS_PROJECT: { owner: 'atlas', phase: '6.2', kept: 'values', services: [], about: 'Id of the Atlas project' },
  ATLAS_CLUSTER: { owner: 'atlas', phase: '6.2', kept: 'values', services: [], about: 'Name of the cluster' },
  ATLAS_CLUSTER_HOST: { owner: 'atlas', phase: '6.2', kept: 'values', services: [], about: 'Name under which the cluster is reached' },
  ATLAS_ACCESS: { owner: 'atlas', phase: '6.2', kept: 'values', services: [], about: 'Addresses that Atlas lets in' },
  MONGODB_URI: {
    owner: 'atlas',
    phase: '6.2',
    kept: 'env',
    services: running,
    about: 'Connection string of the database, with its own user and password',
  },
  MONGODB_DATABASE: { owner: 'atlas', phase: '6.2', kept: 'values', services: running, about: 'Name of the database' },
  MONGODB_INDEXES: { owner: 'k77', phase: '6.2', kept: 'values', services: [], about: 'How many indexes the database has' },

  UPSTASH_EMAIL: { owner: 'operator', phase: '6.3', kept: 'answers', services: [], about: 'E-mail address of the Upstash account' },
  UPSTASH_API_KEY: {
    owner: 'operator',
    phase: '6.3',
    kept: 'credentials',
    services: [],
    about: 'Key of the Upstash developer API; no service receives it',
  },
  redisPlan: { owner: 'operator', phase: '6.3', kept: 'answers', services: [], about: 'Plan of both Redis databases' },
  redisRegion: {
    owner: 'operator',
    phase: '6.3',
    kept: 'answers',
    services: [],
    about: 'AWS region of both Redis databases: us-east-1, …',
  },
  redisBudget: {
    owner: 'operator',
    phase: '6.3',
    kept: 'answers',
    services: [],
    about: 'Dollars per month at which Upstash slows each database down',
  },
  rateLimits: {
    owner: 'operator',
    phase: '6.3',
    kept: 'answers',
    services: [],
    about: 'Requests per minute for free, basic, premium and admin',
  },
  REDIS_URL: {
    owner: 'upstash',
    phase: '6.3',
    kept: 'env',
    services: running,
    about: 'Address and password of the cache, over TLS; where parts differ from it, it wins',
  },
  REDIS_HOST: { owner: 'upstash', phase: '6.3', kept: 'values', services: running, about: 'Host of the cache, as in REDIS_URL' },
  REDIS_PORT: { owner: 'upstash', phase: '6.3', kept: 'values', services: running, about: 'Port of the cache, as in REDIS_URL' },
  REDIS_PASSWORD: { owner: 'upstash', phase: '6.3', kept: 'env', services: running, about: 'Password of the cache, as in REDIS_URL' },
  REDIS_DB: { owner: 'upstash', phase: '6.3', kept: 'values', services: running, about: 'Number of the database: Upstash has only 0' },
  REDIS_SSL: { owner: 'upstash', phase: '6.3', kept: 'values', services: running, about: 'true: TLS, as in REDIS_URL' },
  REDIS_QUEUE_URL: {
    owner: 'upstash',
    phase: '6.3',
    kept: 'env',
    services: running,
    about: 'Address and password of the job queue, which never evicts',
  },
  UPSTASH_REDIS_REST_URL: {
    owner: 'upstash',
    phase: '6.3',
    kept: 'values',
    services: [],
    about: 'The cache over HTTPS, for tools that speak no Redis; no service reads it',
  },
  UPSTASH_REDIS_REST_TOKEN: {
    owner: 'upstash',
    phase: '6.3',
    kept: 'credentials',
    services: [],
    about: 'Token of the cache over HTTPS; no service receives it',
  },
  REDIS_CACHE_DATABASE: { owner: 'upstash', phase: '6.3', kept: 'values', services: [], about: 'Id of the cache database' },
  REDIS_QUEUE_DATABASE: { owner: 'upstash', phase: '6.3', kept: 'values', services: [], about: 'Id of the queue database' },
  CACHE_TTL: { owner: 'k77', phase: '6.3', kept: 'values', services: running, about: 'Seconds an entry of no known kind lives' },
  CACHE_MAX_ENTRIES: {
    owner: 'k77',
    phase: '6.3',
    kept: 'values',
    services: running,
    about: 'Entries that a process keeps in its own memory',
  },
  RATE_LIMIT_FREE: { owner: 'k77', phase: '6.3', kept: 'values', services: asking, about: 'Requests per minute without Premium' },
  RATE_LIMIT_BASIC: { owner: 'k77', phase: '6.3', kept: 'values', services: asking, about: 'Requests per minute, basic' },
  RATE_LIMIT_PREMIUM: { owner: 'k77', phase: '6.3', kept: 'values', services: asking, about: 'Requests per minute with Premium' },
  RATE_LIMIT_ADMIN: { owner: 'k77', phase: '6.3', kept: 'values', services: asking, about: 'Requests per minute of administrators' },

  registrar: {
    owner: 'operator',
    phase: '6.4',
    kept: 'answers',
    services: [],
    about: 'Where the domain is or will be registered: cloudflare, namecheap, godaddy, porkbun or other',
  },
  domainPrice: {
    owner: 'operator',
    phase: '6.4',
    kept: 'answers',
    services: [],
    about: 'Price in US dollars for the first year that k77 may pay for the domain; empty: it buys nothing',
  },
  CLOUDFLARE_API_TOKEN: {
    owner: 'operator',
    phase: '6.4',
    kept: 'credentials',
    services: [],
    about: 'Token with which k77 keeps the DNS of the domain; no service receives it',
  },
  GODADDY_API_KEY: {
    owner: 'operator',
    phase: '6.4',
    kept: 'credentials',
    services: [],
    about: 'Key of the GoDaddy API; no service receives it',
  },
  GODADDY_API_SECRET: {
    owner: 'operator',
    phase: '6.4',
    kept: 'credentials',
    services: [],
    about: 'Secret of that key',
  },
  NAMECHEAP_API_USER: {
    owner: 'operator',
    phase: '6.4',
    kept: 'credentials',
    services: [],
    about: 'User name of the Namecheap API; no service receives it',
  },
  NAMECHEAP_API_KEY: {
    owner: 'operator',
    phase: '6.4',
    kept: 'credentials',
    services: [],
    about: 'Key of the Namecheap API',
  },
  NAMECHEAP_CLIENT_IP: {
    owner: 'operator',
    phase: '6.4',
    kept: 'answers',
    services: [],
    about: 'Address of this machine, as Namecheap has it on its access list',
  },
  PORKBUN_API_KEY: {
    owner: 'operator',
    phase: '6.4',
    kept: 'credentials',
    services: [],
    about: 'Key of the Porkbun API; no service receives it',
  },
  PORKBUN_SECRET_API_KEY: {
    owner: 'operator',
    phase: '6.4',
    kept: 'credentials',
    services: [],
    about: 'Secret of that key',
  },
  dnssec: {
    owner: 'operator',
    phase: '6.4',
    kept: 'answers',
    services: [],
    about: 'Whether answers about the domain are signed: yes or no',
  },
  hstsStage: {
    owner: 'operator',
    phase: '6.4',
    kept: 'answers',
    services: [],
    about: 'For how long browsers are told to use HTTPS only: off, minutes, week or years',
  },
  mailRouting: {
    owner: 'operator',
    phase: '6.4',
    kept: 'answers',
    services: [],
    about: 'Whether mail for the domain is forwarded: yes or no',
  },
  mailForwardTo: {
    owner: 'operator',
    phase: '6.4',
    kept: 'answers',
    services: [],
    about: 'Mailbox that receives the mail of the domain',
  },
  mailboxes: {
    owner: 'operator',
    phase: '6.4',
    kept: 'answers',
    services: [],
    about: 'Addresses of the domain that receive mail: support, contact, …',
  },
  DISCORD_TOKEN: {
    owner: 'operator',
    phase: '6.4',
    kept: 'credentials',
    services: ['bot', 'worker'],
    about: 'Token of the bot',
  },
  DISCORD_CLIENT_SECRET: {
    owner: 'operator',
    phase: '6.4',
    kept: 'credentials',
    services: ['api'],
    about: 'Secret with which the API finishes a Discord login',
  },
  DOMAIN_EXPIRES: {
    owner: 'k77',
    phase: '6.4',
    kept: 'values',
    services: [],
    about: 'When the registration of the domain ends, ISO 8601; unknown where nobody tells',
  },
  CLOUDFLARE_ACCOUNT: {
    owner: 'cloudflare',
    phase: '6.4',
    kept: 'values',
    services: [],
    about: 'Id of the Cloudflare account that holds the zone',
  },
  CLOUDFLARE_ZONE: {
    owner: 'cloudflare',
    phase: '6.4',
    kept: 'values',
    services: [],
    about: 'Id of the DNS zone of the domain',
  },
  NAMESERVERS: {
    owner: 'cloudflare',
    phase: '6.4',
    kept: 'values',
    services: [],
    about: 'Name servers that Cloudflare gave the zone, separated by commas',
  },
  DELEGATION: {
    owner: 'k77',
    phase: '6.4',
    kept: 'values',
    services: [],
    about: 'Name servers that the parent zone names for the domain',
  },
  ZONE_ACTIVE: {
    owner: 'cloudflare',
    phase: '6.4',
    kept: 'values',
    services: [],
    about: 'When Cloudflare saw the delegation, ISO 8601',
  },
  DNSSEC_DS: {
    owner: 'cloudflare',
    phase: '6.4',
    kept: 'values',
    services: [],
    about: 'Delegation signer record that the registrar puts at the parent zone',
  },
  MAIL_ADDRESS: {
    owner: 'cloudflare',
    phase: '6.4',
    kept: 'values',
    services: [],
    about: 'Id of that mailbox at Cloudflare',
  },
  MAIL_DESTINATION: {
    owner: 'cloudflare',
    phase: '6.4',
    kept: 'values',
    services: [],
    about: 'Mailbox whose owner has confirmed that it may receive the mail of the domain',
  },
  MAIL_ROUTING: {
    owner: 'cloudflare',
    phase: '6.4',
    kept: 'values',
    services: [],
    about: 'Addresses of the domain whose mail is forwarded',
  },
  API_HOST: {
    owner: 'k77',
    phase: '6.4',
    kept: 'values',
    services: [],
    about: 'Name under which the API is reached, once its DNS records stand',
  },
  DASHBOARD_HOSTS: {
    owner: 'k77',
    phase: '6.4',
    kept: 'values',
    services: [],
    about: 'Names under which the dashboard is reached, once their DNS records stand',
  },
  DASHBOARD_URL: {
    owner: 'k77',
    phase: '6.4',
    kept: 'values',
    services: running,
    about: 'Where the dashboard is, without a slash at the end',
  },
  API_URL: {
    owner: 'k77',
    phase: '6.4',
    kept: 'values',
    services: ['api'],
    about: 'Where the API is, without a slash at the end',
  },
  CORS_ORIGINS: {
    owner: 'k77',
    phase: '6.4',
    kept: 'values',
    services: ['api'],
    about: 'Web origins that may call the API with cookies, separated by commas',
  },
  DISCORD_CLIENT_ID: {
    owner: 'discord',
    phase: '6.4',
    kept: 'values',
    services: asking,
    about: 'Id of the Discord application',
  },
  DISCORD_REDIRECT_URI: {
    owner: 'k77',
    phase: '6.4',
    kept: 'values',
    services: ['api'],
    about: 'Where Discord sends people back after a login',
  },
  NEXT_PUBLIC_API_URL: {
    owner: 'k77',
    phase: '6.4',
    kept: 'values',
    services: ['dashboard'],
    public: true,
    about: 'API_URL, as browsers get it',
  },
  NEXT_PUBLIC_DASHBOARD_URL: {
    owner: 'k77',
    phase: '6.4',
    kept: 'values',
    services: ['dashboard'],
    public: true,
    about: 'DASHBOARD_URL, as browsers get it',
  },
  NEXT_PUBLIC_DISCORD_CLIENT_ID: {
    owner: 'k77',
    phase: '6.4',
    kept: 'values',
    services: ['dashboard'],
    public: true,
    about: 'DISCORD_CLIENT_ID, as browsers get it',
  },
  NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY: {
    owner: 'k77',
    phase: '6.4',
    kept: 'values',
    services: ['dashboard'],
    public: true,
    about: 'STRIPE_PUBLISHABLE_KEY, as browsers get it',
  },
  NEXT_PUBLIC_ENVIRONMENT: {
    owner: 'k77',
    phase: '6.4',
    kept: 'values',
    services: ['dashboard'],
    public: true,
    about: 'ENVIRONMENT, as browsers get it',
  },

  // Made by phases that are not built yet; those of 6.4 and the templates already read them.
  API_RECORDS: {
    owner: 'k77',
    phase: '6.5',
    kept: 'values',
    services: [],
    about: 'DNS records that the host of the API demands, JSON: a list of type, name, content, proxied',
  },
  DASHBOARD_RECORDS: {
    owner: 'k77',
    phase: '6.6',
    kept: 'values',
    services: [],
    about: 'DNS records that the host of the dashboard demands, JSON: a list of type, name, content, proxied',
  },
  JWT_ALGORITHM: {
    owner: 'k77',
    phase: '6.6',
    kept: 'values',
    services: ['api'],
    about: 'How session tokens are signed: HS256',
  },
  JWT_EXPIRATION: {
    owner: 'k77',
    phase: '6.6',
    kept: 'values',
    services: ['api'],
    about: 'Seconds that a session token is valid',
  },
  LOG_LEVEL: {
    owner: 'k77',
    phase: '6.6',
    kept: 'values',
    services: running,
    about: 'Least severity that is logged: debug, info, warn or error',
  },
} as const satisfies Record<string, KeyInfo>;

export type Key = keyof typeof keys;
/** Keys whose value is a secret: kept in a 0600 file and handed to tasks as a `Secret`. */
export type SecretKey = { [K in Key]: (typeof keys)[K]['kept'] extends 'credentials' | 'env' ? K : never }[Key];

/** What a task, check or question sees: exactly the keys it names. */
export type Values<K extends Key = Key> = { readonly [N in K]: N extends SecretKey ? import('./secret.ts').Secret : string };

export function isKey(name: string): name is Key {
  return Object.hasOwn(keys, name);
}

export function infoOf(key: Key): KeyInfo {
  return keys[key];
}

export function isSecret(key: Key): key is SecretKey {
  const kept = keys[key].kept;
  return kept === 'credentials' || kept === 'env';
}
