/** Links by which people join servers. https://docs.discord.com/developers/resources/invite */
import { refuse } from '../refusal.ts';
import type { Call, Endpoint } from '../resource.ts';

function shown({ books, ids }: Call): unknown {
  const found = books.state.invites?.find(({ code, expires }) => code === ids.code && !isOver(expires, books.now()));
  const guild = found && books.guild(found.guild);
  const channel = guild?.channels.find(({ id }) => id === found?.channel) ?? guild?.channels[0];
  if (!found || !guild || !channel) throw refuse(10006);
  return {
    type: 0,
    code: found.code,
    expires_at: found.expires ?? null,
    guild_id: guild.id,
    guild: {
      ...{ id: guild.id, name: guild.name, splash: null, banner: null, description: null, icon: null, features: [] },
      ...{ verification_level: 0, vanity_url_code: null, nsfw_level: 0, nsfw: false, premium_subscription_count: 0 },
    },
    channel: { id: channel.id, type: channel.type, name: channel.name },
  };
}

function isOver(expires: string | undefined, now: number): boolean {
  return expires !== undefined && Date.parse(expires) <= now;
}

/** Anybody may look: the code is all that is needed. */
export const invites: readonly Endpoint[] = [{ method: 'GET', path: '/invites/{code}', needs: 'nobody', run: shown }];
