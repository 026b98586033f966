import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GatewayIntentBits } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { siteWith } from '../bot.fixture.ts';
import { switchesOf } from '../features.ts';
import { customId, parseCustomId } from './component.ts';
import { loadEverything } from './load.ts';
import { createRegistry } from './registry.ts';

describe('what the bot can do', () => {
  test('is what stands in its folders', async () => {
    const { commands, components, events } = await loadEverything();
    expect(commands.map(({ data }) => data.name)).toEqual(['giveaway', 'help', 'ping', 'premium', 'privacy', 'sentry_test']);
    expect(components.map(({ name }) => name)).toEqual(['giveaway-enter', 'giveaway-leave']);
    expect(events.map(({ on }) => on)).toContain('GUILD_CREATE');
  });

  test('shrinks with what is switched off, and asks for no intent that nothing needs', async () => {
    const everything = await loadEverything();
    const off = createRegistry(everything, switchesOf(siteWith({ features: { giveaways: false } }), {}).on);
    expect([off.command('giveaway'), off.component('giveaway-enter')]).toEqual([undefined, undefined]);
    expect(off.intents).toEqual([GatewayIntentBits.Guilds]);
    const site = siteWith({ features: { roleAtJoin: true } });
    const on = createRegistry(everything, switchesOf(site, { SUPPORT_GUILD_ID: '1', PREMIUM_ROLE_ID: '2' }).on);
    expect(on.intents).toEqual([GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers]);
  });

  test('a feature without its keys is off, and named', () => {
    const { on, lacking } = switchesOf(siteWith({ features: { twitch: true } }), { TWITCH_CLIENT_ID: 'x' });
    expect([...on]).toEqual(['giveaways']);
    expect(lacking).toEqual([{ feature: 'twitch', keys: ['TWITCH_CLIENT_SECRET'] }]);
  });
});

describe('the loader', () => {
  const load = async (files: Record<string, string>) => {
    const folder = await mkdtemp(join(tmpdir(), 'k77-registry-'));
    for (const name of ['commands', 'components', 'events']) await mkdir(join(folder, name));
    for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
    return loadEverything(pathToFileURL(`${folder}/`)).finally(() => rm(folder, { recursive: true }));
  };
  const good = (name: string) => `export const command = { data: { name: '${name}', description: 'x' }, run: async () => 'x' };`;

  test('takes every file but tests and fixtures', async () => {
    const { commands } = await load({ 'commands/a.js': good('a'), 'commands/a.test.js': '', 'commands/b.js': good('b') });
    expect(commands.map(({ data }) => data.name)).toEqual(['a', 'b']);
  });

  test('names the file that exports nothing fitting', async () => {
    await expect(load({ 'commands/empty.js': 'export const other = 1;' })).rejects.toThrow('empty.js exports no command');
    await expect(load({ 'components/colon.js': "export const component = { name: 'a:b', run() {} };" })).rejects.toThrow(
      'colon.js exports no component',
    );
  });

  test('names what two files have', async () => {
    await expect(load({ 'commands/a.js': good('a'), 'commands/b.js': good('a') })).rejects.toThrow('two files have the name a');
  });
});

test('a custom id carries an argument with any characters', () => {
  expect(parseCustomId(customId({ name: 'vote' }, 'a:b'))).toEqual({ name: 'vote', argument: 'a:b' });
});
