/**
 * Guide 6.7/10: the private channel that errors are told in. One of that name is used, and closed to everybody where it was open.
 */
import type { Values } from '../../../core/keys.ts';
import { type Context, isNotWanted, type NotWanted, task } from '../../../core/task.ts';
import { discord } from '../../../vendors/discord.ts';
import { type DiscordServer, isHidden, lackedBy, makeHiddenChannel, serverOf, setOverwrite } from '../../../vendors/discord-servers.ts';
import { channelNamed, type LogPlace, logPlace, logTolerates, neededThere } from './server.ts';

interface LogChannel extends LogPlace {
  /** Nobody without a role sees it. */
  private: boolean;
  /** The bot sees it, and may hold its webhook. */
  bot: boolean;
  id?: string;
}

const topic = 'Errors of the bot, the worker and the API, told as they happen. Whoever reads here reads what goes wrong: keep it private.';

export const channel = task({
  id: 'logs.channel',
  guide: ['6.7/10'],
  settings: [
    { id: '6.7/10:channel', says: 'bot-logs in your support server, seen by the bot and by those who run it; another name by answer' },
  ],
  title: 'Make the private channel for logs',
  uses: [discord],
  needs: ['LOG_SERVER'],
  tolerates: logTolerates,
  want(values): LogChannel | NotWanted {
    const place = logPlace(values as Partial<Values>);
    return isNotWanted(place) ? place : { ...place, private: true, bot: true };
  },
  async read(context, want): Promise<LogChannel | undefined> {
    const server = await serverIn(context, want);
    const found = channelNamed(server, want.name);
    if (!found) return undefined;
    return { ...want, id: found.id, private: isHidden(server, found), bot: lackedBy(server, neededThere, found).length === 0 };
  },
  async apply(context, want): Promise<LogChannel> {
    const client = context.client(discord);
    const server = await serverIn(context, want);
    const found = channelNamed(server, want.name);
    if (!found) await makeHiddenChannel(client, server, { name: want.name, topic, may: neededThere });
    // The bot first: whoever closes a door stands inside.
    if (found && (!isHidden(server, found) || lackedBy(server, neededThere, found).length > 0))
      await setOverwrite(client, found, { id: server.bot, type: 1 }, { allow: neededThere });
    if (found && !isHidden(server, found)) await setOverwrite(client, found, { id: server.id, type: 0 }, { deny: ['ViewChannel'] });
    return { ...want, ...idOf(channelNamed(await serverIn(context, want), want.name)) };
  },
  undo: { never: 'k77 deletes no messages: delete the channel in Discord when nobody needs what stands in it' },
  gives: { LOG_CHANNEL: (have: LogChannel) => have.id },
});

async function serverIn(context: Pick<Context, 'client'>, { guild }: LogPlace): Promise<DiscordServer> {
  const server = await serverOf(context.client(discord), guild);
  if (!server) throw new Error(`the bot was in the server ${guild}, and is no more`);
  return server;
}

function idOf(found: { id: string } | undefined): { id?: string } {
  return found === undefined ? {} : { id: found.id };
}
