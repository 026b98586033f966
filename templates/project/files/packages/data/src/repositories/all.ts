/** All repositories over one store. */
import type { Db } from 'mongodb';
import type { Repositories } from '../ports/repositories.ts';
import type { Store } from '../store/documents.ts';
import { type MemoryStore, memoryStore } from '../store/memory-store.ts';
import { mongoStore } from '../store/mongo-store.ts';
import { accountsIn } from './accounts.ts';
import { auditIn } from './audit.ts';
import { entitlementsIn } from './entitlements.ts';
import { giveawaysIn } from './giveaways.ts';
import { guildsIn } from './guilds.ts';
import { inboxIn } from './inbox.ts';
import { privacyRequestsIn } from './privacy-requests.ts';
import { refundsIn } from './refunds.ts';
import { sessionsIn } from './sessions.ts';
import { subscriptionsIn } from './subscriptions.ts';
import { userDataIn } from './user-data.ts';
import { withdrawalsIn } from './withdrawals.ts';

export function repositoriesIn(store: Store): Repositories {
  return {
    guilds: guildsIn(store),
    accounts: accountsIn(store),
    sessions: sessionsIn(store),
    entitlements: entitlementsIn(store),
    subscriptions: subscriptionsIn(store),
    inbox: inboxIn(store),
    refunds: refundsIn(store),
    privacyRequests: privacyRequestsIn(store),
    audit: auditIn(store),
    giveaways: giveawaysIn(store),
    userData: userDataIn(store),
    withdrawals: withdrawalsIn(store),
  };
}

export function mongoRepositories(db: Db): Repositories {
  return repositoriesIn(mongoStore(db));
}

/** For tests; `store` shows what is there. */
export function memoryRepositories(): Repositories & { store: MemoryStore } {
  const store = memoryStore();
  return { ...repositoriesIn(store), store };
}
