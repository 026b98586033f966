/** Servers that have the bot. */
export interface Guild {
  guildId: string;
  name: string;
  /** Chosen on the dashboard; features read their own keys. */
  settings: Readonly<Record<string, unknown>>;
  /** Counts changes of the settings, so that two people do not overwrite each other unseen. */
  revision: number;
  joinedAt: Date;
  /** The bot was removed; the data go at `purgeAt` unless it comes back before. */
  leftAt?: Date | undefined;
  purgeAt?: Date | undefined;
}

export interface Guilds {
  get(guildId: string): Promise<Guild | undefined>;
  /** Of these servers, those that have the bot now. */
  present(guildIds: readonly string[]): Promise<readonly string[]>;
  /** All servers that have the bot now, by id, after that one. */
  allPresent(after: string | undefined, limit: number): Promise<readonly string[]>;
  /** Also cancels a deletion: the bot is back. */
  joined(guild: { guildId: string; name: string }, at: Date): Promise<Guild>;
  left(guildId: string, at: Date, purgeAt: Date): Promise<void>;
  /** Undefined: somebody else saved in between (`revision` is not the present one), or the server is unknown. */
  saveSettings(guildId: string, settings: Readonly<Record<string, unknown>>, revision: number): Promise<Guild | undefined>;
  /** Servers whose time is over. */
  purgeDue(now: Date, limit: number): Promise<readonly Guild[]>;
  remove(guildId: string): Promise<void>;
  count(): Promise<number>;
}
