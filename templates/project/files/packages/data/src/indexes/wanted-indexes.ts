/**
 * The indexes of the database, as data: the guide's 21 (6.2/5) and those without which services would scan, or keep two of what may be there once.
 * `k77 deploy 6.2` creates the same list; `npm run indexes` does it without k77. No process creates indexes when it starts, and nothing drops one.
 */
export interface WantedIndex {
  collection: string;
  /** Fields in order; -1 descends. */
  key: Readonly<Record<string, 1 | -1>>;
  unique?: true;
  /** Only documents that match are in it. */
  only?: Readonly<Record<string, unknown>>;
  /** Seconds after the time in the field at which a document is deleted by the server. */
  expires?: number;
  /** What it is for, where the fields do not say it. */
  why?: string;
}

const day = 86_400;

/** Guide, step 5. */
const ofTheGuide: readonly WantedIndex[] = [
  { collection: 'guilds', key: { guild_id: 1 }, unique: true },
  { collection: 'users', key: { user_id: 1, guild_id: 1 }, unique: true },
  { collection: 'premium_subscriptions', key: { guild_id: 1 } },
  {
    collection: 'premium_subscriptions',
    key: { stripe_subscription_id: 1 },
    unique: true,
    only: { stripe_subscription_id: { $gt: '' } },
    why: 'the guide forgets that a second document without the field would be refused; "after the empty text" holds every id, and a look-up by id can use it',
  },
  { collection: 'premium_subscriptions', key: { status: 1, current_period_end: 1 } },
  { collection: 'user_levels', key: { guild_id: 1, xp: -1 }, why: 'leaderboard' },
  { collection: 'user_levels', key: { user_id: 1, guild_id: 1 }, unique: true },
  { collection: 'warnings', key: { guild_id: 1, user_id: 1 } },
  { collection: 'mod_logs', key: { guild_id: 1, created_at: -1 } },
  { collection: 'tickets', key: { guild_id: 1, status: 1 } },
  { collection: 'tickets', key: { ticket_id: 1 }, unique: true },
  { collection: 'automod_rules', key: { guild_id: 1, enabled: 1 } },
  { collection: 'automod_logs', key: { guild_id: 1, timestamp: -1 } },
  { collection: 'giveaways', key: { guild_id: 1, status: 1 } },
  { collection: 'giveaways', key: { end_time: 1 }, why: 'ends giveaways' },
  { collection: 'applications', key: { guild_id: 1, status: 1 } },
  { collection: 'applications', key: { form_id: 1, user_id: 1 } },
  { collection: 'auto_messages', key: { guild_id: 1, enabled: 1 } },
  { collection: 'auto_messages', key: { guild_id: 1, trigger_type: 1 } },
  { collection: 'social_links', key: { guild_id: 1, enabled: 1 } },
  { collection: 'social_links', key: { guild_id: 1, platform: 1 } },
];

/** What the services need besides. Logs that people may want to keep get no end here: that is answered with the privacy policy (6.8). */
const ofTheServices: readonly WantedIndex[] = [
  {
    collection: 'premium_subscriptions',
    key: { guild_id: 1, status: 1 },
    unique: true,
    only: { status: 'active' },
    why: 'nobody pays twice for one server',
  },
  { collection: 'user_levels', key: { guild_id: 1, xp: -1, user_id: 1 }, why: 'pages of the leaderboard that do not jump' },
  { collection: 'guilds', key: { purge_at: 1 }, why: 'looked at every minute' },
  { collection: 'giveaways', key: { status: 1, end_time: 1 } },
  { collection: 'stripe_events', key: { status: 1, received_at: 1 }, why: 'events that wait to be handled' },
  { collection: 'stripe_events', key: { received_at: 1 }, expires: 90 * day, why: 'handled events are forgotten' },
  { collection: 'entitlements', key: { user_id: 1 } },
  { collection: 'entitlements', key: { expires_at: 1 } },
  { collection: 'sessions', key: { user_id: 1 } },
  { collection: 'sessions', key: { expires_at: 1 }, expires: 0 },
  { collection: 'accounts', key: { user_id: 1 }, unique: true },
  { collection: 'accounts', key: { stripe_customer_id: 1 }, unique: true, only: { stripe_customer_id: { $gt: '' } } },
  { collection: 'refunds', key: { invoice_id: 1, n: 1 }, unique: true, why: 'no refund is made twice' },
  { collection: 'refunds', key: { user_id: 1 } },
  { collection: 'refunds', key: { status: 1, updated_at: 1 }, why: 'looked at every minute' },
  { collection: 'privacy_requests', key: { user_id: 1, created_at: 1 } },
  { collection: 'privacy_requests', key: { status: 1 } },
  { collection: 'audit_logs', key: { guild_id: 1, at: -1 } },
  { collection: 'k77_tests', key: { at: 1 }, expires: 3600, why: 'what a cut-off connection test left behind' },
];

export const wantedIndexes: readonly WantedIndex[] = [...ofTheGuide, ...ofTheServices];
export const guideIndexCount = ofTheGuide.length;
/** Where the connection test writes. */
export const testCollection = 'k77_tests';

/** As MongoDB names it by default: `guild_id_1_xp_-1`. */
export function indexName(index: Pick<WantedIndex, 'key'>): string {
  return Object.entries(index.key)
    .map(([field, direction]) => `${field}_${direction}`)
    .join('_');
}
