/** What no waiting mends: the process stops and says what is to be done. */
import { DiscordAPIError, GatewayCloseCodes, GatewayIntentBits } from 'discord.js';

/** A reason not to start, in words for the operator. `code` is the exit code: 78 wrong settings (sysexits EX_CONFIG), 69 somebody does not answer (EX_UNAVAILABLE). */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
  readonly code: 69 | 78;

  constructor(message: string, code: 69 | 78, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

export const wrongToken =
  'Discord refuses the token: DISCORD_TOKEN is wrong or was reset. Take a new one in the developer portal, Bot, Reset Token.';

const privileged = new Map<number, string>([
  [GatewayIntentBits.GuildMembers, 'Server Members'],
  [GatewayIntentBits.GuildPresences, 'Presence'],
  [GatewayIntentBits.MessageContent, 'Message Content'],
]);

/** Undefined: discord.js goes on trying. */
export function fatalClose(code: number, intents: readonly GatewayIntentBits[]): CannotRun | undefined {
  switch (code) {
    case GatewayCloseCodes.AuthenticationFailed:
      return new CannotRun(wrongToken, 78);
    case GatewayCloseCodes.DisallowedIntents: {
      const names = intents.flatMap((intent) => privileged.get(intent) ?? []).join(', ');
      return new CannotRun(
        `Discord refuses the intents: switch on "${names}" in the developer portal, Bot, Privileged Gateway Intents, or switch the feature off that asks for it`,
        78,
      );
    }
    case GatewayCloseCodes.InvalidIntents:
      return new CannotRun('Discord does not know one of the intents that the events ask for', 78);
    case GatewayCloseCodes.ShardingRequired:
      return new CannotRun('The bot is in too many servers for its shards: raise TOTAL_SHARDS', 78);
    case GatewayCloseCodes.InvalidShard:
      return new CannotRun('A shard is not below the total: SHARD_LIST and TOTAL_SHARDS do not fit together', 78);
    default:
      return undefined;
  }
}

export function isWrongToken(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.status === 401;
}
