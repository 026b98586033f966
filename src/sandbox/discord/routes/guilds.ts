/** Servers, their roles and channels. https://docs.discord.com/developers/resources/guild */
import { list, text } from '../body.ts';
import { channelTold, guildDeleted, roleTold } from '../events.ts';
import type { Channel, Guild, Role } from '../model.ts';
import { standing } from '../permissions.ts';
import { invalid, refuse } from '../refusal.ts';
import * as show from '../render.ts';
import { botOf, type Call, created, type Endpoint, guildOf } from '../resource.ts';
import { overwriteFrom } from './channels.ts';

function whole(call: Call): unknown {
  const guild = guildOf(call);
  const members = Object.keys(guild.members).length;
  const counts = call.query.get('with_counts') === 'true' ? { approximate_member_count: members, approximate_presence_count: members } : {};
  return { ...show.guild(guild), ...counts };
}

/** The role in the path, if the bot stands above it. */
function roleBelow(call: Call, guild: Guild): Role {
  const role = guild.roles.find(({ id }) => id === call.ids.role);
  if (!role) throw refuse(10011);
  if (role.position >= standing(guild, botOf(call).id)) throw refuse(50013);
  return role;
}

function changeRole(call: Call, role: Role): void {
  const { name, permissions, color } = call.body;
  if (typeof name === 'string' && name.length > 100) throw invalid('name', 'BASE_TYPE_MAX_LENGTH', 'Must be 100 or fewer in length.');
  if (typeof name === 'string') role.name = name;
  if (permissions !== undefined && permissions !== null) role.permissions = String(permissions);
  if (typeof color === 'number') role.color = color;
  call.books.changed();
}

function newRole(call: Call): unknown {
  const guild = guildOf(call, 'manageRoles');
  const role: Role = { id: call.books.id(), name: 'new role', permissions: guild.roles[0]?.permissions ?? '0', position: 1, color: 0 };
  changeRole(call, role);
  for (const other of guild.roles) if (other.position >= 1) other.position++;
  guild.roles.push(role);
  roleTold(call.books, guild, 'CREATE', role);
  return show.role(role);
}

function newChannel(call: Call): unknown {
  const guild = guildOf(call, 'manageChannels');
  const name = text(call.body.name);
  if (!name) throw invalid('name', 'BASE_TYPE_REQUIRED', 'This field is required');
  if (name.length > 100) throw invalid('name', 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
  const channel: Channel = { id: call.books.id(), name, type: Number(call.body.type ?? 0) };
  const topic = text(call.body.topic);
  const parent = text(call.body.parent_id);
  if (topic) channel.topic = topic;
  if (parent) channel.parent = parent;
  if (Array.isArray(call.body.permission_overwrites))
    channel.overwrites = list(call.body.permission_overwrites).map((one) => overwriteFrom(call, guild, undefined, String(one.id), one));
  call.books.addChannel(guild, channel);
  channelTold(call.books, guild, 'CREATE', channel);
  return created(show.channel(guild, channel));
}

export const guilds: readonly Endpoint[] = [
  { method: 'GET', path: '/guilds/{guild}', needs: 'bot', run: whole },
  { method: 'GET', path: '/guilds/{guild}/roles', needs: 'bot', run: (call) => guildOf(call).roles.map(show.role) },
  { method: 'POST', path: '/guilds/{guild}/roles', needs: 'bot', run: newRole },
  {
    method: 'GET',
    path: '/guilds/{guild}/roles/{role}',
    needs: 'bot',
    run(call) {
      const role = guildOf(call).roles.find(({ id }) => id === call.ids.role);
      if (!role) throw refuse(10011);
      return show.role(role);
    },
  },
  {
    method: 'PATCH',
    path: '/guilds/{guild}/roles/{role}',
    needs: 'bot',
    run(call) {
      const guild = guildOf(call, 'manageRoles');
      const role = roleBelow(call, guild);
      changeRole(call, role);
      roleTold(call.books, guild, 'UPDATE', role);
      return show.role(role);
    },
  },
  {
    method: 'DELETE',
    path: '/guilds/{guild}/roles/{role}',
    needs: 'bot',
    run(call) {
      const guild = guildOf(call, 'manageRoles');
      const role = roleBelow(call, guild);
      if (role.bot || role.id === guild.id) throw refuse(50028);
      guild.roles = guild.roles.filter((other) => other !== role);
      for (const member of Object.values(guild.members)) member.roles = member.roles.filter((id) => id !== role.id);
      call.books.changed();
      roleTold(call.books, guild, 'DELETE', role);
    },
  },
  {
    method: 'GET',
    path: '/guilds/{guild}/channels',
    needs: 'bot',
    run(call) {
      const guild = guildOf(call);
      return guild.channels.map((one) => show.channel(guild, one, call.books.messages(one.id).at(-1)?.id));
    },
  },
  { method: 'POST', path: '/guilds/{guild}/channels', needs: 'bot', run: newChannel },
  {
    method: 'DELETE',
    path: '/users/@me/guilds/{guild}',
    needs: 'bot',
    run(call) {
      const guild = guildOf(call);
      const bot = botOf(call);
      delete guild.members[bot.id];
      call.books.changed();
      guildDeleted(call.books, guild, bot, false);
    },
  },
];
