/** Table of contents of @k77/core. */
export { addFact, noEntitlement } from './entitlements/entitlement.ts';
export { type DiscordFact, type Entitlement, type Fact, factKey, type StripeFact, type StripeStatus } from './entitlements/facts.ts';
export { expiresAt, noPremium, type Premium, type PremiumReason, type PremiumRules, payersOf, premiumOf } from './entitlements/premium.ts';
export { type Draw, drawWinners, type Giveaway, type GiveawayRefusal, type GiveawayWish, refuseGiveaway } from './giveaways/giveaway.ts';
export { type GiveawaySettings, giveawaySettings } from './giveaways/giveaway-settings.ts';
export { canManage, type GuildMembership, isSnowflake, snowflakePattern } from './permissions.ts';
export { type PremiumReader, PremiumRequired, requirePremium } from './premium-gate.ts';
export { answerDue, type EraseStep, type ExportStep, erasePlan, exportPlan, purgePlan, type SubjectFilter } from './privacy.ts';
export { decideRefund, type Purchase, type RefundDecision } from './refunds.ts';
export { identifyBucket, planShards, type ShardSlice, shardOf, shardsFor } from './shards.ts';
