/** Table of contents of @k77/config. */
export { cachePolicy } from './cache-policy.ts';
export { type CookieId, type CookieInfo, cookieName, cookieOf, cookies } from './cookies.ts';
export { type DataMapEntry, dataMap, type Erasure, impersonal, type LegalBasis } from './data-map.ts';
export { type EnvName, envMeanings } from './env-meanings.ts';
export type { Problem, Source } from './env-rules.ts';
export { type ApiEnv, type BotEnv, type DashboardEnv, type Envs, envSchemas, type WorkerEnv } from './env-schemas.ts';
export { bearsRealMoney, type Environment, environments, isDeployed, type Service, services } from './environment.ts';
export { hostCommit, versionOf } from './host-commit.ts';
export { policy } from './policy.ts';
export { EnvError, exitConfig, loadEnv, readEnv } from './read-env.ts';
export { parseSiteConfig, readSiteConfig, SiteConfigError } from './site-config.ts';
export {
  type CachePolicy,
  type GiveawayLimits,
  type ProcessorId,
  processorIds,
  type RateLimits,
  type RedisSettings,
  type RefundPolicy,
  type Region,
  regions,
  type SiteConfig,
  siteConfigSchema,
} from './site-schema.ts';
export { isStripeEvent, type StripeEventName, stripeEvents } from './stripe-events.ts';
