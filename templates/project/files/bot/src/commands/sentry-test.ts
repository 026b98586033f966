import type { Command } from '../registry/command.ts';

/** Only owners, only in the support server, three times an hour: every one of these uses up Sentry's quota. */
export const command: Command = {
  data: { name: 'sentry_test', description: 'Make an error, to see whether it is reported', default_member_permissions: '0' },
  scope: 'support',
  async run({ userId, guildId }, { env, limiter }) {
    if (guildId !== env.SUPPORT_GUILD_ID || !env.OWNER_IDS.includes(userId)) return 'This is for the owners of the bot.';
    if (env.SENTRY_DSN === undefined) return 'There is no SENTRY_DSN: errors are logged and sent nowhere.';
    if (!(await limiter.take('sentry-test', `user:${userId}`, 'admin')).allowed) return 'That was enough for an hour.';
    throw new Error('A test error, asked for by /sentry_test');
  },
};
