/** Servers that a person may manage, and their settings. */
import { createLocalCache, type Guild } from '@k77/data';
import { z } from 'zod';
import type { Api } from '../api.ts';
import { identityOf } from '../auth/identity.ts';
import type { Dependencies } from '../dependencies.ts';
import { Problem } from '../errors/problem.ts';
import type { Services } from '../services.ts';
import { serverParams, snowflake } from './fields.ts';
import { isSmall, mergeSettings, settingsPatch, settingsSchema } from './settings.ts';

const tags = ['servers'];
const servers = z.object({
  servers: z.array(
    z.object({
      id: snowflake,
      name: z.string(),
      icon: z.string().nullable(),
      owner: z.boolean(),
      /** The bot is there. */
      bot: z.boolean(),
      premium: z.boolean(),
      /** Where to add the bot; null when it is there. */
      invite: z.url().nullable(),
    }),
  ),
});
const settings = z.object({ settings: settingsSchema, revision: z.int().min(0) });
/** The channel on which every process hears that settings of a server changed; the bot listens. */
export const settingsChannel = 'guild_settings';

/** So long a process believes settings that it has read, unless it hears that they changed. */
const localSeconds = 5;

export async function serverRoutes(app: Api, dependencies: Dependencies, { guildLists }: Services): Promise<void> {
  const { repositories, premiums, cache, bus, clock, env, site } = dependencies;
  const maxEntries = env.CACHE_MAX_ENTRIES;
  const local = await createLocalCache<z.input<typeof settings>>({ maxEntries, seconds: localSeconds, bus, channel: settingsChannel });
  app.addHook('onClose', () => local.close());

  app.get('/api/servers', { schema: { tags, summary: 'Servers you may manage', response: { 200: servers } } }, async (request) => {
    const managed = await guildLists.managed(identityOf(request).userId);
    const present = new Set(await repositories.guilds.present(managed.map(({ id }) => id)));
    const list = managed.map(async ({ id, name, icon, owner }) => ({
      id,
      name,
      icon: icon ?? null,
      owner,
      bot: present.has(id),
      premium: (await premiums.of(id)).active,
      invite: present.has(id) ? null : inviteTo(id, env.DISCORD_CLIENT_ID, site.links.invite),
    }));
    return { servers: await Promise.all(list) };
  });

  const path = '/api/servers/:id/settings';
  app.get(
    path,
    { schema: { tags, summary: 'Settings of a server', params: serverParams, response: { 200: settings } } },
    async (request) => {
      const { id } = request.params;
      await guildLists.require(identityOf(request).userId, id);
      return local.get(id, async () => {
        const found = await cache.fetch('guild_settings', id, async () => {
          const guild = await repositories.guilds.get(id);
          return guild === undefined || guild.leftAt !== undefined ? undefined : view(guild);
        });
        if (found === undefined) throw noBot();
        return found as z.input<typeof settings>;
      });
    },
  );

  const schema = { tags, summary: 'Change settings of a server', params: serverParams, body: settingsPatch, response: { 200: settings } };
  app.patch(path, { schema }, async (request) => {
    const { userId } = identityOf(request);
    const { id } = request.params;
    await guildLists.require(userId, id);
    const guild = await repositories.guilds.get(id);
    if (guild === undefined || guild.leftAt !== undefined) throw noBot();
    const { revision, settings: change } = request.body;
    const merged = mergeSettings(guild.settings, change);
    if (!isSmall(merged)) throw new Problem(400, 'too-many-settings', 'These are more settings than a server can have.');
    const saved = revision === guild.revision ? await repositories.guilds.saveSettings(id, merged, revision) : undefined;
    if (saved === undefined) throw new Problem(409, 'changed-meanwhile', 'Somebody else has changed the settings. Load them again.');
    await cache.delete('guild_settings', id);
    await local.changed(id);
    await repositories.audit.write({
      at: clock.now(),
      action: 'settings.changed',
      userId,
      guildId: id,
      details: { fields: Object.keys(change) },
    });
    return view(saved) as z.input<typeof settings>;
  });
}

function view({ settings: chosen, revision }: Guild) {
  return { settings: chosen, revision };
}

function noBot(): Problem {
  return new Problem(404, 'no-bot', 'The bot is not in this server.');
}

/** What the bot is allowed to do is set in the operator's own link; without one Discord asks for nothing but slash commands. */
function inviteTo(
  guildId: string,
  clientId: string,
  link = 'https://discord.com/oauth2/authorize?scope=bot+applications.commands',
): string {
  const url = new URL(link);
  if (!/(^|\.)discord\.com$/.test(url.hostname)) return link;
  url.searchParams.set('client_id', clientId);
  url.searchParams.set('guild_id', guildId);
  return url.href;
}
