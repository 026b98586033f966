/** Members of a server and the roles that they hold. https://docs.discord.com/developers/resources/guild#guild-member-object */
import { text } from '../body.ts';
import type { Books } from '../books.ts';
import { memberAdded, memberChanged, memberRemoved } from '../events.ts';
import type { Guild, Member } from '../model.ts';
import { standing } from '../permissions.ts';
import { invalid, Refusal, refuse } from '../refusal.ts';
import * as show from '../render.ts';
import { botOf, type Call, created, type Endpoint, guildOf } from '../resource.ts';

/** The member in the path. */
function memberOf(call: Call, guild: Guild): Member {
  const id = call.ids.user ?? '';
  const member = guild.members[id];
  if (member) return member;
  throw refuse(call.books.user(id) ? 10007 : 10013);
}

/** Checks as Discord does: may the bot manage roles, is the role there, does the bot stand above it, is it one that is given. */
function giveOrTake(call: Call, has: boolean): void {
  const guild = guildOf(call, 'manageRoles');
  const member = memberOf(call, guild);
  const role = guild.roles.find(({ id }) => id === call.ids.role);
  if (!role) throw refuse(10011);
  if (role.position >= standing(guild, botOf(call).id)) throw refuse(50013);
  if (role.bot || role.id === guild.id) throw refuse(50028);
  setRole(call.books, guild, call.ids.user ?? '', member, role.id, has);
}

export function setRole(books: Books, guild: Guild, user: string, member: Member, role: string, has: boolean): void {
  if (member.roles.includes(role) === has) return;
  member.roles = has ? [...member.roles, role] : member.roles.filter((id) => id !== role);
  books.changed();
  memberChanged(books, guild, user);
}

/** Listing needs the privileged intent, also over REST: https://docs.discord.com/developers/resources/guild#list-guild-members */
function listed(call: Call): unknown {
  const guild = guildOf(call);
  if (!botOf(call).intents.includes('guild-members')) throw refuse(50001);
  const limit = Number(call.query.get('limit') ?? 1);
  if (!(limit >= 1 && limit <= 1000)) throw invalid('limit', 'NUMBER_TYPE_MAX', 'int value should be less than or equal to 1000.');
  const after = BigInt(call.query.get('after') ?? 0);
  const ids = Object.keys(guild.members)
    .filter((id) => BigInt(id) > after)
    .sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return ids.slice(0, limit).map((id) => show.member(call.books, guild, id));
}

function searched(call: Call): unknown {
  const guild = guildOf(call);
  const query = call.query.get('query');
  if (!query) throw invalid('query', 'BASE_TYPE_REQUIRED', 'This field is required');
  const begins = (name: string | undefined): boolean => (name ?? '').toLowerCase().startsWith(query.toLowerCase());
  const found = Object.keys(guild.members).filter((id) => begins(call.books.user(id)?.username) || begins(guild.members[id]?.nick));
  return found.slice(0, Number(call.query.get('limit') ?? 1)).map((id) => show.member(call.books, guild, id));
}

/** A user who allowed `guilds.join` is put into a server. */
function joined(call: Call): unknown {
  const guild = guildOf(call, 'createInvite');
  const user = call.ids.user ?? '';
  const grant = call.books.state.grants.find(({ access }) => access === call.body.access_token);
  if (!grant || grant.user !== user || grant.until <= call.books.now()) throw refuse(50025);
  if (!grant.scopes.includes('guilds.join')) throw refuse(50026);
  if (guild.members[user]) return undefined;
  join(call.books, guild, user);
  return created(show.member(call.books, guild, user));
}

export function join(books: Books, guild: Guild, user: string): void {
  guild.members[user] = { roles: [], joined: books.iso() };
  books.changed();
  memberAdded(books, guild, user);
}

export function leave(books: Books, guild: Guild, user: string): void {
  delete guild.members[user];
  books.changed();
  memberRemoved(books, guild, user);
}

function changed(call: Call): unknown {
  const guild = guildOf(call);
  const member = memberOf(call, guild);
  const nick = text(call.body.nick);
  if (nick !== undefined) member.nick = nick;
  if (Array.isArray(call.body.roles)) {
    guildOf(call, 'manageRoles');
    const wanted = call.body.roles.map(String);
    const moved = [...wanted.filter((id) => !member.roles.includes(id)), ...member.roles.filter((id) => !wanted.includes(id))];
    for (const id of moved) {
      const role = guild.roles.find((one) => one.id === id);
      if (!role) throw refuse(10011);
      if (role.position >= standing(guild, botOf(call).id)) throw refuse(50013);
    }
    member.roles = wanted;
  }
  call.books.changed();
  memberChanged(call.books, guild, call.ids.user ?? '');
  return show.member(call.books, guild, call.ids.user ?? '');
}

function kicked(call: Call): undefined {
  const guild = guildOf(call, 'kickMembers');
  memberOf(call, guild);
  const user = call.ids.user ?? '';
  const bot = botOf(call).id;
  if (guild.owner === user || standing(guild, user) >= standing(guild, bot)) throw refuse(50013);
  if (call.books.application(user)) throw new Refusal(400, 50074, 'Cannot remove this bot');
  leave(call.books, guild, user);
}

const changes = { calls: 10, seconds: 10 };

export const members: readonly Endpoint[] = [
  { method: 'GET', path: '/guilds/{guild}/members', needs: 'bot', run: listed },
  { method: 'GET', path: '/guilds/{guild}/members/search', needs: 'bot', run: searched },
  {
    method: 'GET',
    path: '/guilds/{guild}/members/{user}',
    needs: 'bot',
    run(call) {
      const guild = guildOf(call);
      memberOf(call, guild);
      return show.member(call.books, guild, call.ids.user ?? '');
    },
  },
  { method: 'PUT', path: '/guilds/{guild}/members/{user}', needs: 'bot', limit: changes, run: joined },
  { method: 'PATCH', path: '/guilds/{guild}/members/{user}', needs: 'bot', limit: changes, run: changed },
  { method: 'DELETE', path: '/guilds/{guild}/members/{user}', needs: 'bot', limit: changes, run: kicked },
  {
    method: 'PUT',
    path: '/guilds/{guild}/members/{user}/roles/{role}',
    needs: 'bot',
    limit: changes,
    run: (call) => giveOrTake(call, true),
  },
  {
    method: 'DELETE',
    path: '/guilds/{guild}/members/{user}/roles/{role}',
    needs: 'bot',
    limit: changes,
    run: (call) => giveOrTake(call, false),
  },
];
