/**
 * Figures that code and published pages share and that operators do not choose: what they choose stands in `site.config.json`.
 */
export const policy = {
  /** A request under the GDPR is answered within a month, one under the CCPA within 45 days. */
  answerDays: { gdpr: 30, ccpa: 45 },
  /** An export may be asked for once in this time, and its link works for so long. */
  exportEveryHours: 24,
  exportLinkDays: 7,
  /** Stripe tries for three days; a support case may take weeks. */
  webhookRetentionDays: 90,
  /** Signatures of webhooks are refused when older. */
  webhookToleranceSeconds: 300,
  /** Work that was written down but not queued (Redis was lost) is queued again after this time. */
  outboxAfterMs: 60_000,
  /** A shard that has said nothing for so long is down. */
  heartbeatSeconds: 45,
  /** How old the guild list of a user may be when MANAGE_GUILD is decided by it. Billing asks live. */
  guildListSeconds: 300,
  /** Graceful stop: work in flight is given this long. */
  stopMs: 10_000,
  oauthMinutes: 10,
} as const;
