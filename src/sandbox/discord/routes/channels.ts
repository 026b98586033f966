/** Channels. https://docs.discord.com/developers/resources/channel */
import { record, text } from '../body.ts';
import { channelTold } from '../events.ts';
import type { Channel, Guild, Overwrite } from '../model.ts';
import { permissionsOf } from '../permissions.ts';
import { invalid, refuse } from '../refusal.ts';
import * as show from '../render.ts';
import { botOf, type Call, type Endpoint, placeOf } from '../resource.ts';

function shown(call: Call): unknown {
  const { guild, channel, direct } = placeOf(call);
  if (direct) return show.direct(call.books, direct);
  if (!guild || !channel) throw refuse(10003);
  return show.channel(guild, channel, call.books.messages(channel.id).at(-1)?.id);
}

const permissionBits = (value: unknown): string => (typeof value === 'number' || typeof value === 'string' ? String(value) : '0');

/** As it is kept. @throws Refusal 50013 when it gives or takes what the bot itself may not do there */
export function overwriteFrom(call: Call, guild: Guild, channel: Channel | undefined, id: string, wanted: unknown): Overwrite {
  const { type, allow, deny } = record(wanted);
  if (!/^\d{17,20}$/.test(id)) throw invalid('permission_overwrites.0.id', 'NUMBER_TYPE_COERCE', `Value "${id}" is not snowflake.`);
  if (type !== 0 && type !== 1) throw invalid('type', 'BASE_TYPE_REQUIRED', 'This field is required');
  const made: Overwrite = { id, type, allow: permissionBits(allow), deny: permissionBits(deny) };
  const before = channel?.overwrites?.find((one) => one.id === id);
  const changed = (BigInt(made.allow) ^ BigInt(before?.allow ?? 0)) | (BigInt(made.deny) ^ BigInt(before?.deny ?? 0));
  const may = permissionsOf(guild, botOf(call).id) | (channel ? permissionsOf(guild, botOf(call).id, channel) : 0n);
  if ((changed & ~may) !== 0n) throw refuse(50013);
  return made;
}

/** The channel of a server in the path, whose permissions the bot may change. */
function permittedIn(call: Call): { guild: Guild; channel: Channel; others: Overwrite[] } {
  const { guild, channel } = placeOf(call, 'manageRoles');
  if (!guild || !channel) throw refuse(50001);
  return { guild, channel, others: (channel.overwrites ?? []).filter(({ id }) => id !== call.ids.overwrite) };
}

function keepOverwrites(call: Call, guild: Guild, channel: Channel, overwrites: Overwrite[]): void {
  channel.overwrites = overwrites;
  call.books.changed();
  channelTold(call.books, guild, 'UPDATE', channel);
}

export const channels: readonly Endpoint[] = [
  { method: 'GET', path: '/channels/{channel}', needs: 'bot', run: shown },
  {
    method: 'PATCH',
    path: '/channels/{channel}',
    needs: 'bot',
    run(call) {
      const { guild, channel } = placeOf(call, 'manageChannels');
      if (!guild || !channel) throw refuse(50001);
      const name = text(call.body.name);
      if (name === '') throw invalid('name', 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
      if (name !== undefined) channel.name = name;
      const topic = text(call.body.topic);
      if (topic !== undefined) channel.topic = topic;
      call.books.changed();
      channelTold(call.books, guild, 'UPDATE', channel);
      return show.channel(guild, channel);
    },
  },
  {
    method: 'DELETE',
    path: '/channels/{channel}',
    needs: 'bot',
    run(call) {
      const { guild, channel } = placeOf(call, 'manageChannels');
      if (!guild || !channel) throw refuse(50001);
      call.books.removeChannel(guild, channel);
      channelTold(call.books, guild, 'DELETE', channel);
      return show.channel(guild, channel);
    },
  },
  {
    method: 'PUT',
    path: '/channels/{channel}/permissions/{overwrite}',
    needs: 'bot',
    run(call) {
      const { guild, channel, others } = permittedIn(call);
      const made = overwriteFrom(call, guild, channel, call.ids.overwrite ?? '', call.body);
      keepOverwrites(call, guild, channel, [...others, made]);
    },
  },
  {
    method: 'DELETE',
    path: '/channels/{channel}/permissions/{overwrite}',
    needs: 'bot',
    run(call) {
      const { guild, channel, others } = permittedIn(call);
      keepOverwrites(call, guild, channel, others);
    },
  },
  { method: 'POST', path: '/channels/{channel}/typing', needs: 'bot', run: (call) => void placeOf(call, 'sendMessages') },
];
