/**
 * What the database holds about people: the data map in words for the privacy policy. The map also knows collections of features that an operator may add; they
 * appear only when `legal.collections` in `site.config.json` names them.
 */
import { type DataMapEntry, dataMap, type SiteConfig } from '@k77/config';

export interface Stored {
  collection: string;
  what: string;
  purpose: string;
  basis: DataMapEntry['basis'];
  retention: DataMapEntry['retention'];
  erasure: DataMapEntry['erasure']['how'];
}

/** What stands in a document, field by field as the code writes them. */
const contents: Readonly<Record<string, string>> = {
  accounts: 'Discord id, name, picture, sealed Discord tokens, customer number at Stripe, first and last login',
  sessions: 'Your logins: a fingerprint of the session, browser and system by name, times',
  giveaways: 'Who hosts a giveaway, who takes part and who won',
  entitlements: 'Which server has Premium, since when, and the Discord id of the buyer',
  premium_subscriptions: 'Subscription: number at Stripe, server, buyer, plan, state and dates',
  refunds: 'Refund: amount, invoice number, your reason, dates and decision',
  privacy_requests: 'Your requests about your data: kind, dates and state, and the copy until it has ended',
  withdrawals: 'Declarations of withdrawal: name, address for the answer and contract as you wrote them, number and time',
  audit_logs:
    'Changes of settings, payments and requests: what, when, and the Discord id of who did it; choices about cookies, under a random number',
};

/** Collections of features that can be switched off. */
const ofFeatures: Readonly<Record<string, keyof SiteConfig['features']>> = { giveaways: 'giveaways' };
/** The template writes none of these: they wait for an operator's own code. */
const ofOperators = ['users', 'user_levels', 'warnings', 'mod_logs', 'automod_logs', 'tickets', 'applications'];

export function storedBy(site: SiteConfig, map: readonly DataMapEntry[] = dataMap): readonly Stored[] {
  return map
    .filter(({ collection }) => {
      const feature = ofFeatures[collection];
      if (feature !== undefined) return site.features[feature];
      return !ofOperators.includes(collection) || site.legal.collections.includes(collection);
    })
    .map(({ collection, purpose, basis, retention, erasure }) => ({
      collection,
      what: contents[collection] ?? purpose,
      purpose,
      basis,
      retention,
      erasure: erasure.how,
    }));
}
