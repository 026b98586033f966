/** `npm run deploy:commands`: registers the commands with Discord, where they changed. Run it once per deployment; it needs the environment of the bot. */
import { loadEnv, readSiteConfig } from '@k77/config';
import { openRest } from './discord/discord.ts';
import { switchesOf } from './features.ts';
import { registerCommands } from './registration/register-commands.ts';
import { loadEverything } from './registry/load.ts';
import { createRegistry } from './registry/registry.ts';

const env = loadEnv('bot');
const { commands } = createRegistry(await loadEverything(), switchesOf(readSiteConfig(), env).on);
const done = await registerCommands({
  rest: openRest({ token: env.DISCORD_TOKEN, api: env.DISCORD_API_BASE }),
  applicationId: env.DISCORD_CLIENT_ID,
  commands,
  supportGuildId: env.SUPPORT_GUILD_ID,
});
for (const { where, commands: count, changed } of done)
  process.stdout.write(`${where}: ${count} commands, ${changed ? 'registered' : 'nothing changed'}\n`);
if (env.SUPPORT_GUILD_ID === undefined)
  process.stdout.write('support server: SUPPORT_GUILD_ID is not set, its commands are registered nowhere\n');
