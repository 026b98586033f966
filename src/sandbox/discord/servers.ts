/** What people do with servers: make them, invite and kick the bot, come and go, give roles. */
import { OperatorError } from '../../core/errors.ts';
import type { Action, Desk } from './desk.ts';
import { channelTold, guildCreated, guildDeleted, roleTold } from './events.ts';
import { discordEpoch, type Guild, type Role, snowflake } from './model.ts';
import { guildNamed, isOn, jsonIn, numberIn, placeNamed, roleNamed, userNamed } from './named.ts';
import { botDefault, permission } from './permissions.ts';
import { join, leave, setRole } from './routes/members.ts';
import { newWebhook } from './routes/webhooks.ts';
import { addBot, newGuild } from './seed.ts';

function brief(guild: Guild): { id: string; name: string; owner: string; channel: string } {
  return { id: guild.id, name: guild.name, owner: guild.owner, channel: guild.channels[0]?.id ?? '' };
}

/** A millisecond apart each, so that shards get equal shares. */
function guildId({ books }: Desk): string {
  const number = books.state.guilds.length;
  return snowflake(discordEpoch + 200_000_000_000 + number, number);
}

function make(desk: Desk, name: string, owner: string, withBot: boolean, members: readonly string[] = []): Guild {
  const { books } = desk;
  const guild = books.addGuild(newGuild({ id: guildId(desk), channel: books.id(), name, owner, at: books.iso() }));
  for (const user of members) guild.members[user] = { roles: [], joined: books.iso() };
  if (withBot) invite(desk, guild);
  return guild;
}

export function invite({ books }: Pick<Desk, 'books'>, guild: Guild, permissions = botDefault, application = books.main): void {
  if (guild.members[application.id]) return;
  addBot(guild, application, books.id(), books.iso(), permissions);
  books.changed();
  guildCreated(books, guild, application);
}

function ownRole(guild: Guild, bot: string): Role {
  const own = guild.roles.find((role) => role.bot === bot);
  if (!own) throw new OperatorError({ what: `The bot is not in ${guild.name}`, fix: 'Invite it first' });
  return own;
}

export const servers: Readonly<Record<string, Action>> = {
  'create-guild': (desk, { name, owner, members, bot }) => {
    const { books } = desk;
    const wanted = jsonIn<string[]>(members, []).map((one) => userNamed(books, one).id);
    const number = books.state.guilds.length;
    return brief(make(desk, name || `Server ${number}`, userNamed(books, owner || books.main.owner).id, bot !== 'no', wanted));
  },
  /** Many at once, all with the bot. */
  'create-guilds': (desk, { count }) => {
    const first = desk.books.state.guilds.length;
    return Array.from({ length: numberIn(count, 1) }, (_, index) => make(desk, `Server ${first + index}`, desk.books.main.owner, true).id);
  },
  guilds: ({ books }) => books.state.guilds.map(brief),
  'invite-bot': (desk, { guild, permissions }) => {
    const found = guildNamed(desk.books, guild);
    invite(desk, found, permissions === undefined ? botDefault : BigInt(permissions));
    return brief(found);
  },
  'kick-bot': ({ books }, { guild }) => {
    const found = guildNamed(books, guild);
    const { main } = books;
    guildDeleted(books, found, main, false);
    delete found.members[main.id];
    found.roles = found.roles.filter((role) => role.bot !== main.id);
    books.changed();
    return brief(found);
  },
  /** Discord loses a server for a while. */
  outage: ({ books }, { guild, unavailable }) => {
    const found = guildNamed(books, guild);
    if (isOn(unavailable)) {
      found.unavailable = true;
      guildDeleted(books, found, books.main, true);
    } else {
      delete found.unavailable;
      guildCreated(books, found, books.main);
    }
    books.changed();
    return brief(found);
  },
  'add-member': ({ books }, { guild, user }) => {
    const [found, who] = [guildNamed(books, guild), userNamed(books, user)];
    if (!found.members[who.id]) join(books, found, who.id);
    return who.id;
  },
  'remove-member': ({ books }, { guild, user }) => {
    const [found, who] = [guildNamed(books, guild), userNamed(books, user)];
    if (found.members[who.id]) leave(books, found, who.id);
    return who.id;
  },
  'set-role': ({ books }, { guild, user, role, has }) => {
    const found = guildNamed(books, guild);
    const who = userNamed(books, user).id;
    const member = found.members[who];
    if (!member) throw new OperatorError({ what: `${user} is no member of ${found.name}`, fix: 'Add the member first' });
    setRole(books, found, who, member, roleNamed(found, role).id, has !== 'no');
    return member.roles;
  },
  'create-role': ({ books }, { guild, name = 'role', position, permissions = '0' }) => {
    const found = guildNamed(books, guild);
    const at = numberIn(position, 1);
    for (const other of found.roles) if (other.position >= at && at > 0) other.position++;
    const role: Role = { id: books.id(), name, permissions, position: at, color: 0 };
    found.roles.push(role);
    books.changed();
    roleTold(books, found, 'CREATE', role);
    return role.id;
  },
  'remove-role': ({ books }, { guild, role }) => {
    const found = guildNamed(books, guild);
    const gone = roleNamed(found, role);
    found.roles = found.roles.filter((one) => one !== gone);
    for (const member of Object.values(found.members)) member.roles = member.roles.filter((id) => id !== gone.id);
    books.changed();
    roleTold(books, found, 'DELETE', gone);
    return gone.id;
  },
  /** Drags a role in the list: the bot's own below another takes its power over that one. */
  'move-role': ({ books }, { guild, role, position }) => {
    const found = guildNamed(books, guild);
    const moved = roleNamed(found, role);
    moved.position = numberIn(position, moved.position);
    books.changed();
    roleTold(books, found, 'UPDATE', moved);
    return moved.position;
  },
  'bot-permissions': ({ books }, { guild, permissions = '0' }) => {
    const found = guildNamed(books, guild);
    const own = ownRole(found, books.main.id);
    own.permissions = String(BigInt(permissions));
    books.changed();
    roleTold(books, found, 'UPDATE', own);
    return own.permissions;
  },
  /** Switches permissions of the bot's role on, in Server Settings → Roles; those that it has stay. */
  'allow-bot': ({ books }, { guild, permissions = '0' }) => {
    const found = guildNamed(books, guild);
    const own = ownRole(found, books.main.id);
    own.permissions = String(BigInt(own.permissions) | BigInt(permissions));
    books.changed();
    roleTold(books, found, 'UPDATE', own);
    return own.permissions;
  },
  /** Opens a channel to everybody, or closes it. */
  'open-channel': ({ books }, { guild, channel, open }) => {
    const place = placeNamed(books, guildNamed(books, guild), channel);
    if (!place.guild || !place.channel)
      throw new OperatorError({ what: 'A private channel is open to nobody else', fix: 'Name a channel of a server' });
    const others = (place.channel.overwrites ?? []).filter(({ id }) => id !== place.guild?.id);
    const closed = { id: place.guild.id, type: 0 as const, allow: '0', deny: String(permission.viewChannel) };
    place.channel.overwrites = isOn(open) ? others : [...others, closed];
    books.changed();
    channelTold(books, place.guild, 'UPDATE', place.channel);
    return place.channel.overwrites;
  },
  'remove-channel': ({ books }, { guild, channel }) => {
    const place = placeNamed(books, guildNamed(books, guild), channel);
    if (!place.guild || !place.channel) throw new OperatorError({ what: 'Only channels of a server are deleted', fix: 'Name one of them' });
    books.removeChannel(place.guild, place.channel);
    channelTold(books, place.guild, 'DELETE', place.channel);
  },
  'create-channel': ({ books }, { guild, name = 'channel' }) => {
    const found = guildNamed(books, guild);
    const channel = books.addChannel(found, { id: books.id(), name, type: 0 });
    channelTold(books, found, 'CREATE', channel);
    return channel.id;
  },
  /** A webhook that a person made: Server Settings → Integrations. */
  'create-webhook': ({ books }, { guild, channel, name = 'Alerts' }) => {
    const place = placeNamed(books, guildNamed(books, guild), channel);
    if (!place.guild) throw new OperatorError({ what: 'A private channel has no webhooks', fix: 'Name a channel of a server' });
    const { id, token } = newWebhook(books, { name, guild: place.guild.id, channel: place.id, creator: place.guild.owner });
    return { id, token, url: `https://discord.com/api/webhooks/${id}/${token}` };
  },
  'remove-webhook': ({ books }, { id }) => {
    books.state.webhooks = books.state.webhooks.filter((one) => one.id !== id);
    books.changed();
  },
  roles: ({ books }, { guild, user }) => [...(guildNamed(books, guild).members[userNamed(books, user).id]?.roles ?? [])],
};
