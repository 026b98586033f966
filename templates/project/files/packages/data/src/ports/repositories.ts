import type { Accounts } from './accounts.ts';
import type { Audit } from './audit.ts';
import type { Entitlements } from './entitlements.ts';
import type { Giveaways } from './giveaways.ts';
import type { Guilds } from './guilds.ts';
import type { Inbox } from './inbox.ts';
import type { PrivacyRequests } from './privacy-requests.ts';
import type { Refunds } from './refunds.ts';
import type { Sessions } from './sessions.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { UserData } from './user-data.ts';
import type { Withdrawals } from './withdrawals.ts';

/** Everything that is kept. In MongoDB (`mongoRepositories`) or, for tests, in memory (`memoryRepositories`). */
export interface Repositories {
  guilds: Guilds;
  accounts: Accounts;
  sessions: Sessions;
  entitlements: Entitlements;
  subscriptions: Subscriptions;
  inbox: Inbox;
  refunds: Refunds;
  privacyRequests: PrivacyRequests;
  audit: Audit;
  giveaways: Giveaways;
  userData: UserData;
  withdrawals: Withdrawals;
}
