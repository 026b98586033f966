/** Port: what the API needs of Discord, in the name of a person who logged in. */
import type { DiscordTokens } from '../auth/sealed-tokens.ts';

export interface DiscordUser {
  id: string;
  /** As others see it. */
  name: string;
  avatar: string | undefined;
}

export interface DiscordGuild {
  id: string;
  name: string;
  icon: string | undefined;
  owner: boolean;
  /** Bit field as text. */
  permissions: string;
}

export interface Discord {
  /** Where the browser goes to log in. `again`: Discord asks even those who have allowed it before. */
  authorizeUrl(attempt: { state: string; verifier: string; again: boolean }): Promise<string>;
  /** @param query what Discord appended to the redirect address @throws LoginRefused */
  exchange(query: string, attempt: { state: string; verifier: string }): Promise<DiscordTokens>;
  /** @throws TokensGone @throws DiscordAway */
  refresh(refreshToken: string): Promise<DiscordTokens>;
  /** Ends every token that the person gave us. */
  revoke(tokens: DiscordTokens): Promise<void>;
  /** @throws TokensGone @throws DiscordAway */
  user(accessToken: string): Promise<DiscordUser>;
  /** @throws TokensGone @throws DiscordAway */
  guilds(accessToken: string): Promise<readonly DiscordGuild[]>;
}

/** The person said no, or what came back does not belong to the login that began here. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused';
  readonly cancelled: boolean;

  constructor(message: string, cancelled: boolean) {
    super(message);
    this.cancelled = cancelled;
  }
}

/** Discord does not accept the tokens (any more): the person has to log in again. */
export class TokensGone extends Error {
  override readonly name = 'TokensGone';
}

/** Discord does not answer, or wants us to wait. */
export class DiscordAway extends Error {
  override readonly name = 'DiscordAway';
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds = 5) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
