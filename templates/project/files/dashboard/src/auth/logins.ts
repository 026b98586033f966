/**
 * What is true of somebody's logins now: which sessions stand, and what tier their requests have. Asked on every request, so it is kept in this process for
 * seconds and in Redis for a minute; whoever ends a session tells all processes.
 */
import type { SiteConfig } from '@k77/config';
import { payersOf } from '@k77/core';
import { type Bus, type Cache, type Clock, createLocalCache, type Repositories, type Tier } from '@k77/data';
import { fresh } from '../fresh.ts';
import type { AccessClaims } from './access-token.ts';

export interface LoginState {
  /** Undefined: there is no such account (any more). */
  version: number | undefined;
  sessions: readonly string[];
  pays: boolean;
}

export interface Logins {
  state(userId: string): Promise<LoginState>;
  /** Whether what a token says still holds. */
  stands(claims: AccessClaims): Promise<boolean>;
  tierOf(userId: string): Promise<Tier>;
  /** Sessions of the user began or ended, or a payment was made. */
  changed(userId: string): Promise<void>;
  close(): Promise<void>;
}

export interface LoginsOptions {
  repositories: Pick<Repositories, 'accounts' | 'sessions' | 'entitlements'>;
  cache: Cache;
  bus: Bus;
  clock: Clock;
  site: Pick<SiteConfig, 'premium'>;
  owners: readonly string[];
  maxEntries: number;
}

const localSeconds = 10;
const sharedSeconds = 60;

export async function createLogins(options: LoginsOptions): Promise<Logins> {
  const { cache, bus, clock, owners, maxEntries } = options;
  const local = await createLocalCache<LoginState>({ maxEntries, seconds: localSeconds, bus, channel: 'logins' });
  const shared = fresh<LoginState>({ cache, clock, category: 'user_data', seconds: sharedSeconds });
  const keyOf = (userId: string) => `logins:${userId}`;
  const state = (userId: string) => local.get(userId, () => shared.get(keyOf(userId), () => load(options, userId)));

  return {
    state,
    async stands({ userId, sessionId, version }) {
      const now = await state(userId);
      return now.version === version && now.sessions.includes(sessionId);
    },
    async tierOf(userId) {
      if (owners.includes(userId)) return 'admin';
      return (await state(userId)).pays ? 'premium' : 'basic';
    },
    async changed(userId) {
      await shared.forget(keyOf(userId));
      await local.changed(userId);
    },
    close: () => local.close(),
  };
}

async function load({ repositories, clock, site }: LoginsOptions, userId: string): Promise<LoginState> {
  const now = clock.now();
  const [account, sessions, entitlements] = await Promise.all([
    repositories.accounts.get(userId),
    repositories.sessions.list(userId, now),
    repositories.entitlements.ofUser(userId),
  ]);
  const rules = { graceDays: site.premium.graceDays };
  return {
    version: account?.sessionVersion,
    sessions: sessions.map(({ id }) => id),
    pays: entitlements.some((entitlement) => payersOf(entitlement, now, rules).includes(userId)),
  };
}
