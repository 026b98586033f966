/**
 * Guide 6.7/10: the bot is allowed to keep a channel for logs. The invitation asks for less, so a person gives its role what is missing, once.
 */
import type { Values } from '../../../core/keys.ts';
import { isNotWanted, type NotWanted, task } from '../../../core/task.ts';
import { discord } from '../../../vendors/discord.ts';
import { bitsOf, permissionNames, serverOf } from '../../../vendors/discord-servers.ts';
import { type LogPlace, lackedFor, logPlace, logTolerates, neededThere, pageOf } from './server.ts';

interface Allowed extends LogPlace {
  /** What the role of the bot is given, where it lacks it; bits, as a link of Discord's carries them. */
  permissions: string;
}

const needed = [...neededThere, 'ManageChannels'] as const;

export const access = task({
  id: 'logs.access',
  guide: ['6.7/10'],
  title: 'Let the bot keep a channel for logs',
  uses: [discord],
  needs: [],
  tolerates: logTolerates,
  want(values): Allowed | NotWanted {
    const place = logPlace(values as Partial<Values>);
    return isNotWanted(place) ? place : { ...place, permissions: bitsOf(needed) };
  },
  async read(context, want): Promise<Allowed | undefined> {
    const server = await serverOf(context.client(discord), want.guild);
    return server && lackedFor(server, want.name).length === 0 ? want : undefined;
  },
  apply: async (_context, want) => want,
  undo: { never: 'take the permissions from the role of the bot in Server Settings → Roles; without them it keeps no channel' },
  gives: { LOG_SERVER: (have: Allowed) => have.guild },
  byHand: {
    open: ({ guild }) => pageOf(guild),
    async look(context, want) {
      const server = await serverOf(context.client(discord), want.guild);
      if (!server) return [`the bot is not in the server ${want.guild}: invite it first, or name another one (SUPPORT_GUILD_ID)`];
      return [
        `in ${server.name} the bot lacks ${lackedFor(server, want.name)
          .map((name) => permissionNames[name])
          .join(', ')}`,
      ];
    },
    steps: ({ name }) => [
      'Open your support server as somebody who administers it',
      'Server Settings → Roles → the role of your bot → Permissions',
      `Switch on ${needed.map((one) => permissionNames[one]).join(', ')}; Save Changes`,
      `Or, to give less: make the private text channel #${name} yourself, and under Edit Channel → Permissions add the bot with ${neededThere.map((one) => permissionNames[one]).join(', ')}`,
    ],
    proof: 'read',
  },
});
