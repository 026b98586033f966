/**
 * Keys: every value that k77 knows by name, in one table: who owns it, where it is kept, which services receive it.
 * Answers are spelled like the fields of `k77.json`; everything that reaches a service keeps the guide's UPPER_CASE.
 * The env files, `k77 env`, the documentation of the generated project and the leak test are all made from this table.
 * Its rows stand in `keys/`, a file or two for each phase; the order is that of the env files.
 */
import { stripeKeys, stripeNames } from './keys/6.1-stripe.ts';
import { mongodbKeys, mongodbNames } from './keys/6.2-mongodb.ts';
import { redisKeys, redisNames } from './keys/6.3-redis.ts';
import { addressKeys } from './keys/6.4-addresses.ts';
import { domainKeys } from './keys/6.4-domain.ts';
import { botKeys, botNames } from './keys/6.5-bot.ts';
import { deploymentKeys } from './keys/6.5-deployment.ts';
import { dashboardKeys, dashboardNames } from './keys/6.6-dashboard.ts';
import { analyticsKeys } from './keys/6.7-analytics.ts';
import { errorKeys } from './keys/6.7-errors.ts';
import { logKeys } from './keys/6.7-logs.ts';
import { uptimeKeys } from './keys/6.7-uptime.ts';
import { legalKeys } from './keys/6.8-legal.ts';
import type { KeyInfo } from './keys/key-info.ts';
import { movingKeys } from './keys/moving.ts';

export { type KeyInfo, type Service, services } from './keys/key-info.ts';

export const keys = {
  ...stripeKeys,
  ...mongodbKeys,
  ...redisKeys,
  ...domainKeys,
  ...addressKeys,
  ...botKeys,
  ...deploymentKeys,
  ...dashboardKeys,
  ...errorKeys,
  ...uptimeKeys,
  ...analyticsKeys,
  ...logKeys,
  ...legalKeys,

  // What things are called that were there before k77 (`k77 adopt`). Without an answer names are derived from that of the bot.
  ...stripeNames,
  ...mongodbNames,
  ...redisNames,
  ...botNames,
  ...dashboardNames,

  ...movingKeys,
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

/** What services call it: the name of its line in env files and of its variable at hosts. */
export function nameOf(key: Key): string {
  return infoOf(key).as ?? key;
}

export function isSecret(key: Key): key is SecretKey {
  const kept = keys[key].kept;
  return kept === 'credentials' || kept === 'env';
}
