/**
 * A slash command: one file in `commands/` that exports one `command`. It is told what was asked as plain data and returns what to answer;
 * deferring, limits, the premium gate and errors are done around it.
 */
import type {
  APIActionRowComponent,
  APIComponentInMessageActionRow,
  APIEmbed,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { FeatureName } from '../features.ts';
import type { BotTools } from '../tools.ts';

export interface Asked {
  userId: string;
  /** Absent in private with the bot. */
  guildId?: string | undefined;
  channelId?: string | undefined;
}

export interface Call extends Asked {
  /** The command's words: `giveaway start`. */
  words: readonly string[];
  /** What was typed, by the names of the options; users, roles and channels by id. */
  options: Readonly<Record<string, string | number | boolean>>;
  /** When Discord took it. */
  askedAt: Date;
  /** Milliseconds to the gateway and back. */
  gatewayMs: number;
}

export type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

export interface AnswerBody {
  content?: string;
  embeds?: APIEmbed[];
  components?: Row[];
}

/** Nobody is ever mentioned by an answer. */
export type Answer = string | AnswerBody;

export interface Suggestion {
  name: string;
  value: string;
}

export interface Command {
  data: RESTPostAPIChatInputApplicationCommandsJSONBody;
  /** `support`: only in the server of SUPPORT_GUILD_ID. Everywhere unless told. */
  scope?: 'support';
  feature?: FeatureName;
  /** Only in servers with Premium. */
  premiumOnly?: boolean;
  /** Everybody in the channel reads the answer; else only the one who asked. */
  isPublic?: boolean;
  run(call: Call, tools: BotTools): Promise<Answer>;
  /** What is offered while somebody types into an option with `autocomplete`. */
  suggest?(call: Call & { focused: string }, tools: BotTools): Promise<readonly Suggestion[]>;
}

/** The text of an option; '' where nothing was typed. */
export function textOf({ options }: Pick<Call, 'options'>, name: string): string {
  const value = options[name];
  return value === undefined ? '' : String(value);
}

export function numberOf({ options }: Pick<Call, 'options'>, name: string): number | undefined {
  const value = options[name];
  return typeof value === 'number' ? value : undefined;
}
