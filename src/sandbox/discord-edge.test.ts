/** An unmodified bot, which has never heard of the sandbox, reaches it by Discord's real names: REST, and the gateway over TLS. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Discord, openDiscord } from './discord-fixture.ts';

const program = `
import { Client, GatewayIntentBits } from 'discord.js';
const client = new Client({ intents: [GatewayIntentBits.Guilds] });
client.on('interactionCreate', (interaction) => interaction.reply('pong'));
client.once('clientReady', () => console.log('ready ' + client.guilds.cache.size));
await client.login(process.env.DISCORD_TOKEN);
`;

let discord: Discord;
let folder: string;
beforeAll(async () => {
  discord = await openDiscord();
  folder = await mkdtemp(join(tmpdir(), 'k77-discord-'));
  const { ca, ...edge } = discord.world.edge();
  await writeFile(join(folder, 'ca.pem'), ca ?? '');
  await writeFile(join(folder, 'edge.json'), JSON.stringify({ ...edge, ca }));
});
afterAll(async () => {
  await discord.world.close();
  await rm(folder, { recursive: true, force: true });
});

test('it is ready, and answers a command', async () => {
  await discord.rest.put(`/applications/${discord.ids.application}/commands`, { body: [{ name: 'ping', description: 'Pong' }] });
  const bot = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: new URL('../..', import.meta.url).pathname,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      DISCORD_TOKEN: discord.token,
      K77_EDGE: join(folder, 'edge.json'),
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
      NODE_OPTIONS: `--import=${new URL('./preload.ts', import.meta.url).href}`,
    },
  });
  try {
    const [said] = await once(bot.stdout, 'data', { signal: AbortSignal.timeout(8000) });
    expect(String(said)).toBe('ready 1\n');
    expect(await discord.edit('run-command', { user: 'alice', name: 'ping' })).toMatchObject({ answered: true, content: 'pong' });
  } finally {
    bot.kill('SIGKILL');
  }
});
