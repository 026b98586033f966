/** Who changed settings, money or data. */
export interface AuditEntry {
  at: Date;
  /** `settings.changed`, `refund.sent`, `limit.reset`, … */
  action: string;
  userId?: string | undefined;
  guildId?: string | undefined;
  /** No secrets, no e-mail addresses. */
  details?: Readonly<Record<string, unknown>> | undefined;
}

export interface Audit {
  write(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  ofGuild(guildId: string, limit: number): Promise<readonly AuditEntry[]>;
  /** Entries older than that go; returns how many. */
  forget(before: Date): Promise<number>;
}
