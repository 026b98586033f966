/** Channels. https://docs.discord.com/developers/resources/channel */
import { text } from '../body.ts';
import { channelTold } from '../events.ts';
import { invalid, refuse } from '../refusal.ts';
import * as show from '../render.ts';
import { type Call, type Endpoint, placeOf } from '../resource.ts';

function shown(call: Call): unknown {
  const { guild, channel, direct } = placeOf(call);
  if (direct) return show.direct(call.books, direct);
  if (!guild || !channel) throw refuse(10003);
  return show.channel(guild, channel, call.books.messages(channel.id).at(-1)?.id);
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
  { method: 'POST', path: '/channels/{channel}/typing', needs: 'bot', run: (call) => void placeOf(call, 'sendMessages') },
];
