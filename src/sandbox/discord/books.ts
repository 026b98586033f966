/** The state with what is asked of it all the time: who is who, new ids, and what has to be told over the gateway. */
import {
  type Application,
  type Channel,
  type DiscordState,
  type Entitlement,
  type Guild,
  type Interaction,
  type Message,
  type PrivateChannel,
  snowflake,
  type Tools,
  type User,
} from './model.ts';
import { refuse } from './refusal.ts';
import { newBotToken } from './seed.ts';

/** Something that bots hear of. */
export interface GatewayEvent {
  type: string;
  application: string;
  /** Decides the shard; without it the first one hears it. */
  guild?: string;
  /** Intents of which the session needs one; none are needed when it is 0. */
  intents: number;
  /** What it says to a session with these intents. */
  data(intents: number): unknown;
}

/** Session starts of an application. */
export interface Starts {
  remaining: number;
  resetAfterMs: number;
}

/** A channel with where it is. */
export interface Place {
  id: string;
  guild?: Guild;
  channel?: Channel;
  direct?: PrivateChannel;
}

/** Messages that are kept per channel. */
const kept = 1000;
/** How long an interaction can be answered to, milliseconds. */
export const interactionLife = 15 * 60_000;

export class Books {
  readonly state: DiscordState;
  readonly tools: Tools;
  version = 0;
  /** Hears what bots are told. */
  tell: (event: GatewayEvent) => void = () => {};
  /** Hears that the bot did something with an interaction. */
  heard: (interaction: Interaction, what: Heard) => void = () => {};
  /** How many sessions may still start: the gateway counts them, in memory. */
  starts: (application: string) => Starts = () => ({ remaining: this.state.gateway.sessionStarts, resetAfterMs: 0 });
  readonly #guilds = new Map<string, Guild>();
  readonly #users = new Map<string, User>();
  readonly #places = new Map<string, Place>();

  constructor(state: DiscordState, tools: Tools) {
    this.state = state;
    this.tools = tools;
    for (const user of state.users) this.#users.set(user.id, user);
    for (const guild of state.guilds) this.#index(guild);
    for (const direct of state.privateChannels) this.#places.set(direct.id, { id: direct.id, direct });
  }

  changed(): void {
    this.version++;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.tools.clock.now().getTime();
  }

  /** ISO 8601, with the offset that Discord writes. */
  iso(ms = this.now()): string {
    return new Date(ms).toISOString().replace('Z', '000+00:00');
  }

  id(): string {
    return snowflake(this.now(), this.state.sequence++);
  }

  get main(): Application {
    const [first] = this.state.applications;
    if (!first) throw new Error('a world of Discord has at least one application');
    return first;
  }

  application(id: string): Application | undefined {
    return this.state.applications.find((one) => one.id === id);
  }

  user(id: string): User | undefined {
    return this.#users.get(id);
  }

  /** By id or by name. */
  userNamed(name: string): User | undefined {
    return this.user(name) ?? this.state.users.find(({ username }) => username === name);
  }

  mustUser(id: string): User {
    const found = this.user(id);
    if (!found) throw refuse(10013);
    return found;
  }

  addUser(user: User): User {
    this.state.users.push(user);
    this.#users.set(user.id, user);
    this.changed();
    return user;
  }

  guild(id: string): Guild | undefined {
    return this.#guilds.get(id);
  }

  /** The servers that a user or a bot is in, oldest first. */
  guildsOf(user: string): Guild[] {
    return this.state.guilds.filter((guild) => guild.members[user]);
  }

  addGuild(guild: Guild): Guild {
    this.state.guilds.push(guild);
    this.#index(guild);
    this.changed();
    return guild;
  }

  place(channel: string): Place | undefined {
    return this.#places.get(channel);
  }

  addChannel(guild: Guild, channel: Channel): Channel {
    guild.channels.push(channel);
    this.#places.set(channel.id, { id: channel.id, guild, channel });
    this.changed();
    return channel;
  }

  removeChannel(guild: Guild, channel: Channel): void {
    guild.channels = guild.channels.filter((one) => one !== channel);
    this.#places.delete(channel.id);
    delete this.state.messages[channel.id];
    this.state.webhooks = this.state.webhooks.filter((one) => one.channel !== channel.id);
    this.changed();
  }

  /** The private channel between a user and a bot; made when it is first asked for. */
  direct(user: string, application: string): PrivateChannel {
    const before = this.state.privateChannels.find((one) => one.user === user && one.application === application);
    if (before) return before;
    const made = { id: this.id(), user, application };
    this.state.privateChannels.push(made);
    this.#places.set(made.id, { id: made.id, direct: made });
    this.changed();
    return made;
  }

  messages(channel: string): Message[] {
    return this.state.messages[channel] ?? [];
  }

  message(channel: string, id: string): Message | undefined {
    return this.messages(channel).find((one) => one.id === id);
  }

  /** Wherever it is. */
  anyMessage(id: string): Message | undefined {
    return Object.values(this.state.messages)
      .flat()
      .find((one) => one.id === id);
  }

  keep(message: Message): Message {
    const list = [...this.messages(message.channel), message];
    this.state.messages[message.channel] = list.slice(-kept);
    this.changed();
    return message;
  }

  drop(message: Message): void {
    this.state.messages[message.channel] = this.messages(message.channel).filter((one) => one !== message);
    this.changed();
  }

  interaction(token: string): Interaction | undefined {
    const oldest = this.now() - interactionLife;
    return this.state.interactions.find((one) => one.token === token && one.at >= oldest);
  }

  addInteraction(interaction: Interaction): Interaction {
    const oldest = this.now() - interactionLife;
    this.state.interactions = [...this.state.interactions.filter(({ at }) => at >= oldest), interaction];
    this.changed();
    return interaction;
  }

  entitlement(id: string): Entitlement | undefined {
    return this.state.entitlements.find((one) => one.id === id);
  }

  resetToken(application: Application): string {
    application.botToken = newBotToken(this.tools.random, application.id);
    this.changed();
    return application.botToken;
  }

  #index(guild: Guild): void {
    this.#guilds.set(guild.id, guild);
    for (const channel of guild.channels) this.#places.set(channel.id, { id: channel.id, guild, channel });
  }
}

/** What a bot did with an interaction. */
export type Heard =
  | { kind: 'callback'; type: number; data: Readonly<Record<string, unknown>>; message: Message | undefined }
  | { kind: 'original'; message: Message | undefined }
  | { kind: 'followup'; message: Message };
