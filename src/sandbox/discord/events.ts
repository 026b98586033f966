/** What bots are told over the gateway, and which intents they need to hear it. https://docs.discord.com/developers/events/gateway-events */
import type { Books, Place } from './books.ts';
import type { Application, Channel, Entitlement, Guild, Message, Role } from './model.ts';
import * as show from './render.ts';
import { emojiOf, messageShape } from './render-message.ts';

export const intent = {
  guilds: 1 << 0,
  guildMembers: 1 << 1,
  guildPresences: 1 << 8,
  guildMessages: 1 << 9,
  guildReactions: 1 << 10,
  directMessages: 1 << 12,
  directReactions: 1 << 13,
  messageContent: 1 << 15,
} as const;

/** The applications whose bots are in a server. */
function botsIn(books: Books, guild: Guild): Application[] {
  return books.state.applications.filter(({ id }) => guild.members[id]);
}

function tellAll(
  books: Books,
  guild: Guild,
  type: string,
  intents: number,
  data: (application: Application, intents: number) => unknown,
): void {
  for (const application of botsIn(books, guild))
    books.tell({ type, application: application.id, guild: guild.id, intents, data: (held) => data(application, held) });
}

export function guildCreated(books: Books, guild: Guild, application: Application): void {
  const data = (held: number) => show.wholeGuild(books, guild, application.id, (held & intent.guildPresences) !== 0);
  books.tell({ type: 'GUILD_CREATE', application: application.id, guild: guild.id, intents: intent.guilds, data });
}

/** @param unavailable true: lost for a while; false: the bot is not in it any more */
export function guildDeleted(books: Books, guild: Guild, application: Application, unavailable: boolean): void {
  const data = () => ({ id: guild.id, ...(unavailable ? { unavailable: true } : {}) });
  books.tell({ type: 'GUILD_DELETE', application: application.id, guild: guild.id, intents: intent.guilds, data });
}

export function guildUpdated(books: Books, guild: Guild): void {
  tellAll(books, guild, 'GUILD_UPDATE', intent.guilds, () => show.guild(guild));
}

export function memberAdded(books: Books, guild: Guild, user: string): void {
  tellAll(books, guild, 'GUILD_MEMBER_ADD', intent.guildMembers, () => ({ ...show.member(books, guild, user), guild_id: guild.id }));
}

export function memberChanged(books: Books, guild: Guild, user: string): void {
  const shape = { ...show.member(books, guild, user), guild_id: guild.id };
  for (const application of botsIn(books, guild)) {
    // A bot hears of itself without any intent.
    const intents = application.id === user ? 0 : intent.guildMembers;
    books.tell({ type: 'GUILD_MEMBER_UPDATE', application: application.id, guild: guild.id, intents, data: () => shape });
  }
}

export function memberRemoved(books: Books, guild: Guild, user: string): void {
  const shape = show.user(books.mustUser(user));
  tellAll(books, guild, 'GUILD_MEMBER_REMOVE', intent.guildMembers, () => ({ guild_id: guild.id, user: shape }));
}

export function roleTold(books: Books, guild: Guild, what: 'CREATE' | 'UPDATE' | 'DELETE', role: Role): void {
  const data = what === 'DELETE' ? { guild_id: guild.id, role_id: role.id } : { guild_id: guild.id, role: show.role(role) };
  tellAll(books, guild, `GUILD_ROLE_${what}`, intent.guilds, () => data);
}

export function channelTold(books: Books, guild: Guild, what: 'CREATE' | 'UPDATE' | 'DELETE', channel: Channel): void {
  const data = show.channel(guild, channel);
  tellAll(books, guild, `CHANNEL_${what}`, intent.guilds, () => data);
}

export function messageTold(books: Books, what: 'CREATE' | 'UPDATE', message: Message): void {
  const place = books.place(message.channel);
  if (!place) return;
  const shape = { ...messageShape(books, message), ...placeFields(books, place, message.author) };
  const isFor = (application: Application): boolean =>
    message.author === application.id || message.content.includes(`<@${application.id}>`) || place.direct !== undefined;
  tellPlace(books, place, `MESSAGE_${what}`, [intent.guildMessages, intent.directMessages], (application, held) =>
    isFor(application) || held & intent.messageContent ? shape : { ...shape, content: '', embeds: [], components: [], attachments: [] },
  );
}

export function messageDeleted(books: Books, message: Message): void {
  const place = books.place(message.channel);
  if (!place) return;
  const data = { id: message.id, channel_id: message.channel, ...(place.guild ? { guild_id: place.guild.id } : {}) };
  tellPlace(books, place, 'MESSAGE_DELETE', [intent.guildMessages, intent.directMessages], () => data);
}

export function reactionTold(books: Books, what: 'ADD' | 'REMOVE', message: Message, user: string, emoji: string): void {
  const place = books.place(message.channel);
  if (!place) return;
  const { guild } = place;
  const data = {
    user_id: user,
    channel_id: message.channel,
    message_id: message.id,
    emoji: emojiOf(emoji),
    burst: false,
    type: 0,
    ...(guild ? { guild_id: guild.id } : {}),
    ...(guild && what === 'ADD' ? { member: show.member(books, guild, user), message_author_id: message.author } : {}),
  };
  tellPlace(books, place, `MESSAGE_REACTION_${what}`, [intent.guildReactions, intent.directReactions], () => data);
}

export function entitlementTold(books: Books, what: 'CREATE' | 'UPDATE' | 'DELETE', one: Entitlement): void {
  const data = show.entitlement(one);
  books.tell({
    type: `ENTITLEMENT_${what}`,
    application: one.application,
    ...(one.guild ? { guild: one.guild } : {}),
    intents: 0,
    data: () => data,
  });
}

/** The author as a member, without the user that stands beside it. */
function placeFields(books: Books, { guild, direct }: Place, author: string): Record<string, unknown> {
  if (!guild) return { channel_type: direct ? 1 : 0 };
  const { user: _, ...member } = guild.members[author] ? show.member(books, guild, author) : { user: undefined };
  return { guild_id: guild.id, channel_type: 0, ...(guild.members[author] ? { member } : {}) };
}

function tellPlace(
  books: Books,
  { guild, direct }: Place,
  type: string,
  [inGuild, inPrivate]: readonly [number, number],
  data: (application: Application, held: number) => unknown,
): void {
  if (guild) tellAll(books, guild, type, inGuild, data);
  const application = direct && books.application(direct.application);
  if (application) books.tell({ type, application: application.id, intents: inPrivate, data: (held) => data(application, held) });
}
