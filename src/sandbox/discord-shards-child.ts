/** For a test: one of several processes of a bot, with the shards that it is told. Says how many servers it has once it is ready. */
import { Client, Events, GatewayIntentBits } from 'discord.js';

interface Told {
  api: string;
  token: string;
  shards: number[];
  total: number;
}

process.once('message', (told) => {
  const { api, token, shards, total } = told as Told;
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api }, shards, shardCount: total });
  client.once(Events.ClientReady, (ready) => process.send?.(ready.guilds.cache.size));
  void client.login(token);
});
