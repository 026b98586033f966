/** Users, their servers and private channels. https://docs.discord.com/developers/resources/user */
import { text } from '../body.ts';
import type { Grant } from '../model.ts';
import { permissionsOf } from '../permissions.ts';
import { invalid, refuse } from '../refusal.ts';
import * as show from '../render.ts';
import { botOf, type Call, type Endpoint, page } from '../resource.ts';

/** The user whom a token stands for. @throws Refusal without the scope */
export function userOf({ who, books }: Call, scope: string): string {
  if (who.kind === 'bot') return who.application.id;
  if (who.kind === 'nobody') throw refuse(0);
  return granted(who.grant, scope) ?? books.mustUser('').id;
}

function granted({ scopes, user }: Grant, scope: string): string | undefined {
  if (!scopes.includes(scope)) throw refuse(50026);
  return user;
}

export const users: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/users/@me',
    needs: 'either',
    run: (call) =>
      show.ownUser(call.books.mustUser(userOf(call, 'identify')), call.who.kind === 'bearer' ? call.who.grant.scopes : undefined),
  },
  {
    method: 'PATCH',
    path: '/users/@me',
    needs: 'bot',
    limit: { calls: 2, seconds: 60 },
    run(call) {
      const me = call.books.mustUser(botOf(call).id);
      const username = text(call.body.username) ?? me.username;
      if (username.length < 2 || username.length > 32)
        throw invalid('username', 'BASE_TYPE_BAD_LENGTH', 'Must be between 2 and 32 in length.');
      me.username = username;
      call.books.changed();
      return show.ownUser(me);
    },
  },
  {
    method: 'GET',
    path: '/users/@me/guilds',
    needs: 'either',
    run(call) {
      const user = userOf(call, 'guilds');
      const counts = call.query.get('with_counts') === 'true';
      return page(call.books.guildsOf(user), call.query, 200).map((guild) => ({
        id: guild.id,
        name: guild.name,
        icon: null,
        banner: null,
        owner: guild.owner === user,
        permissions: String(permissionsOf(guild, user)),
        features: [],
        ...(counts ? { approximate_member_count: Object.keys(guild.members).length, approximate_presence_count: 1 } : {}),
      }));
    },
  },
  {
    method: 'GET',
    path: '/users/@me/guilds/{guild}/member',
    needs: 'bearer',
    run(call) {
      const user = userOf(call, 'guilds.members.read');
      const guild = call.books.guild(call.ids.guild ?? '');
      if (!guild?.members[user]) throw refuse(10004);
      return show.member(call.books, guild, user);
    },
  },
  {
    method: 'POST',
    path: '/users/@me/channels',
    needs: 'bot',
    limit: { calls: 10, seconds: 10 },
    run(call) {
      const user = call.books.user(text(call.body.recipient_id) ?? '');
      if (!user) throw invalid('recipient_id', 'NUMBER_TYPE_COERCE', 'Value is not snowflake.');
      return show.direct(call.books, call.books.direct(user.id, botOf(call).id));
    },
  },
  {
    method: 'GET',
    path: '/users/{user}',
    needs: 'bot',
    run: ({ books, ids }) => show.user(books.mustUser(ids.user ?? '')),
  },
];
