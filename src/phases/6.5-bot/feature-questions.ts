/**
 * What the bot may do besides: a support server with a role for subscribers, owners, keys of other platforms. All of it can be left out.
 */
import type { Key } from '../../core/keys.ts';
import type { Question } from '../../core/phase.ts';

const copyId = 'Discord → Settings → Advanced → Developer Mode; then right-click → Copy ID';

function discordId(answer: string): true | string {
  return /^\d{17,20}$/.test(answer) || `17 to 20 digits: ${copyId}`;
}

export const featureQuestions: readonly Question[] = [
  {
    key: 'SUPPORT_GUILD_ID',
    ask: 'Id of your support server (empty: none)',
    why: `In it subscribers get their role, and owners have their command. ${copyId}.`,
    kind: 'text',
    optional: true,
    sandbox: 'world:discord.supportGuild',
    check: discordId,
  },
  {
    key: 'PREMIUM_ROLE_ID',
    ask: 'Id of the role in it that subscribers get (empty: none)',
    why: 'The role of the bot has to stand above it.',
    kind: 'text',
    optional: true,
    when: ({ SUPPORT_GUILD_ID }) => SUPPORT_GUILD_ID !== undefined && SUPPORT_GUILD_ID !== '',
    sandbox: 'world:discord.premiumRole',
    check: discordId,
  },
  {
    key: 'OWNER_IDS',
    ask: 'Discord ids of those who may use the commands of owners (empty: nobody)',
    why: 'With commas between them.',
    kind: 'text',
    optional: true,
    check: (answer) => answer.split(',').every((id) => discordId(id.trim()) === true) || `ids with commas between them. ${copyId}`,
  },
  key('YOUTUBE_API_KEY', 'YouTube API key (empty: none)', 'https://console.cloud.google.com/apis/credentials', 'secret'),
  key('TWITCH_CLIENT_ID', 'Twitch client id (empty: none)', 'https://dev.twitch.tv/console/apps', 'text'),
  {
    ...key('TWITCH_CLIENT_SECRET', 'Secret of that Twitch client', 'https://dev.twitch.tv/console/apps', 'secret'),
    when: ({ TWITCH_CLIENT_ID }) => TWITCH_CLIENT_ID !== undefined && TWITCH_CLIENT_ID !== '',
  },
];

function key(name: Key, ask: string, where: string, kind: 'text' | 'secret'): Question {
  return {
    key: name,
    ask,
    why: 'For features of your own; the switch in site.config.json stays off without it.',
    where,
    kind,
    optional: true,
    guide: ['6.5/3', 'post#123'],
    check: (answer) => /^\S{10,200}$/.test(answer) || 'one word, copied whole',
  };
}
