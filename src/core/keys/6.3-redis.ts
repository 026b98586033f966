/** Phase 6.3: the cache and the job queue at Upstash, and how much may be asked of the services. */
import { asking, type KeyInfo, running } from './key-info.ts';

export const redisKeys = {
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
} as const satisfies Record<string, KeyInfo>;

/** Names of what was there before k77 (`k77 adopt`). */
export const redisNames = {
  redisCacheName: {
    owner: 'operator',
    phase: '6.3',
    kept: 'answers',
    services: [],
    optional: true,
    account: true,
    about: 'Name of the cache at Upstash that is there',
  },
  redisQueueName: {
    owner: 'operator',
    phase: '6.3',
    kept: 'answers',
    services: [],
    optional: true,
    account: true,
    about: 'Name of the job queue at Upstash that is there',
  },
} as const satisfies Record<string, KeyInfo>;
