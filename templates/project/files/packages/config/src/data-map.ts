/**
 * Where data about people are kept, why, for how long, and what happens to them when somebody asks. Export, deletion and the tables of the
 * privacy policy are made from this list; a test fails when a collection with data about people is missing from it.
 */
export type LegalBasis = 'contract' | 'legitimate interest' | 'legal obligation' | 'consent';

/** What becomes of a document when its subject asks to be forgotten. */
export type Erasure =
  | { how: 'delete' }
  /** These fields are overwritten: ids by a pseudonym, anything else by null. */
  | { how: 'pseudonymise'; ids: readonly string[]; clear: readonly string[] }
  /** The subject is taken out of lists that belong to somebody else's document; `ids` as above. */
  | { how: 'pull'; from: readonly string[]; ids: readonly string[] }
  | { how: 'keep'; why: string };

export interface DataMapEntry {
  collection: string;
  /** Fields that hold the id of a person; a document belongs to everybody named in one of them. */
  subjects: readonly string[];
  /** Field with the id of the server; the data go when the bot has been away from it for the agreed time. */
  guild?: string;
  purpose: string;
  basis: LegalBasis;
  /** As the privacy policy prints it; days come from `site.config.json`. */
  retention: 'account' | 'guild' | 'session' | 'moderation' | 'audit' | 'webhooks' | 'tax' | 'request';
  /** Fields that an export leaves out: secrets, and what is about others. */
  exportWithout: readonly string[];
  erasure: Erasure;
}

const remove: Erasure = { how: 'delete' };
const tax = 'records of payments are kept as long as tax law asks';

export const dataMap: readonly DataMapEntry[] = [
  {
    collection: 'accounts',
    subjects: ['user_id'],
    purpose: 'Login with Discord and link to the customer at Stripe',
    basis: 'contract',
    retention: 'account',
    exportWithout: ['tokens'],
    erasure: remove,
  },
  {
    collection: 'sessions',
    subjects: ['user_id'],
    purpose: 'Keeps you logged in',
    basis: 'contract',
    retention: 'session',
    exportWithout: ['_id'],
    erasure: remove,
  },
  {
    collection: 'users',
    subjects: ['user_id'],
    guild: 'guild_id',
    purpose: 'Your profile in a server: settings, last activity',
    basis: 'contract',
    retention: 'account',
    exportWithout: [],
    erasure: remove,
  },
  {
    collection: 'user_levels',
    subjects: ['user_id'],
    guild: 'guild_id',
    purpose: 'Experience points and levels',
    basis: 'contract',
    retention: 'account',
    exportWithout: [],
    erasure: remove,
  },
  {
    collection: 'warnings',
    subjects: ['user_id', 'moderator_id'],
    guild: 'guild_id',
    purpose: 'Keeps a server safe',
    basis: 'legitimate interest',
    retention: 'moderation',
    exportWithout: ['moderator_id'],
    erasure: { how: 'pseudonymise', ids: ['user_id', 'moderator_id'], clear: ['reason', 'evidence'] },
  },
  {
    collection: 'mod_logs',
    subjects: ['user_id', 'moderator_id'],
    guild: 'guild_id',
    purpose: 'Shows moderators what was done and by whom',
    basis: 'legitimate interest',
    retention: 'moderation',
    exportWithout: ['moderator_id'],
    erasure: { how: 'pseudonymise', ids: ['user_id', 'moderator_id'], clear: ['reason', 'content'] },
  },
  {
    collection: 'automod_logs',
    subjects: ['user_id'],
    guild: 'guild_id',
    purpose: 'Shows moderators what automatic rules did',
    basis: 'legitimate interest',
    retention: 'moderation',
    exportWithout: [],
    erasure: remove,
  },
  {
    collection: 'tickets',
    subjects: ['user_id'],
    guild: 'guild_id',
    purpose: 'Conversations with the staff of a server',
    basis: 'contract',
    retention: 'guild',
    exportWithout: [],
    erasure: remove,
  },
  {
    collection: 'applications',
    subjects: ['user_id'],
    guild: 'guild_id',
    purpose: 'Forms that you sent to a server',
    basis: 'contract',
    retention: 'guild',
    exportWithout: [],
    erasure: remove,
  },
  {
    collection: 'giveaways',
    subjects: ['host_id', 'entrants', 'winner_ids'],
    guild: 'guild_id',
    purpose: 'Runs giveaways that you host or enter',
    basis: 'contract',
    retention: 'guild',
    exportWithout: ['entrants', 'winner_ids'],
    erasure: { how: 'pull', from: ['entrants', 'winner_ids'], ids: ['host_id'] },
  },
  {
    collection: 'entitlements',
    subjects: ['user_id'],
    guild: '_id',
    purpose: 'Knows which servers have Premium',
    basis: 'contract',
    retention: 'account',
    exportWithout: ['revision'],
    erasure: { how: 'keep', why: 'the server keeps what was paid for until it ends; the buyer is known to it by an id only' },
  },
  {
    collection: 'premium_subscriptions',
    subjects: ['user_id'],
    guild: 'guild_id',
    purpose: 'Sells and renews Premium',
    basis: 'contract',
    retention: 'tax',
    exportWithout: [],
    erasure: { how: 'keep', why: tax },
  },
  {
    collection: 'refunds',
    subjects: ['user_id'],
    guild: 'guild_id',
    purpose: 'Pays money back, and not twice',
    basis: 'legal obligation',
    retention: 'tax',
    exportWithout: [],
    erasure: { how: 'keep', why: tax },
  },
  {
    collection: 'withdrawals',
    subjects: ['user_id'],
    purpose: 'Receives declarations of withdrawal from a contract, and confirms them',
    basis: 'legal obligation',
    retention: 'tax',
    exportWithout: [],
    erasure: { how: 'keep', why: 'proof that the declaration was received and what was done about it' },
  },
  {
    collection: 'privacy_requests',
    subjects: ['user_id'],
    purpose: 'Answers your requests and proves that they were answered',
    basis: 'legal obligation',
    retention: 'request',
    exportWithout: ['secret_hash', 'archive'],
    erasure: { how: 'keep', why: 'proof that the request was answered; it holds an id, dates and the kind of request' },
  },
  {
    collection: 'audit_logs',
    subjects: ['user_id'],
    guild: 'guild_id',
    purpose: 'Shows who changed settings, money or data',
    basis: 'legitimate interest',
    retention: 'audit',
    exportWithout: [],
    erasure: { how: 'pseudonymise', ids: ['user_id'], clear: ['details'] },
  },
];

/** Collections that hold nothing about people, so that the test knows they were thought of. */
export const impersonal: Readonly<Record<string, string>> = {
  guilds: 'settings of servers; the id of the owner is asked from Discord when needed',
  stripe_events: 'ids and kinds of webhook events; what they are about is read from Stripe',
  automod_rules: 'rules of a server',
  auto_messages: 'texts of a server',
  social_links: 'channels that a server follows',
  k77_tests: 'what a connection test left behind',
};
