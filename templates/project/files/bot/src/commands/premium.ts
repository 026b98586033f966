import { InteractionContextType } from 'discord.js';
import { premiumStatus } from '../features/premium/premium-texts.ts';
import type { Command } from '../registry/command.ts';

export const command: Command = {
  data: {
    name: 'premium',
    description: 'Whether this server has Premium, and where to get it',
    contexts: [InteractionContextType.Guild],
  },
  async run({ userId, guildId }, tools) {
    if (guildId === undefined) return 'Premium belongs to a server: ask there.';
    const { env, queues, premiums } = tools;
    // Who bought it and then joined the support server gets the role by asking here.
    if (guildId === env.SUPPORT_GUILD_ID) await queues.add('role-sync', { userId }, { key: userId }).catch(() => undefined);
    return premiumStatus(await premiums.of(guildId), guildId, tools);
  },
};
