/** What a bot says when it identifies, checked in Discord's order. */
import { text } from '../body.ts';
import type { Books } from '../books.ts';
import type { Application } from '../model.ts';
import { type Closing, closing, knownIntents, privileged } from './protocol.ts';

export interface Identity {
  application: Application;
  intents: number;
  shard: number;
  shards: number;
}

/** Servers that one shard can hold. https://docs.discord.com/developers/events/gateway#sharding */
const most = 2500;

export function identityOf(books: Books, data: Readonly<Record<string, unknown>>): Identity | Closing {
  const token = (text(data.token) ?? '').replace(/^Bot /, '');
  const application = books.state.applications.find(({ botToken }) => botToken === token);
  if (!application) return closing.authentication;
  if (typeof data.properties !== 'object' || data.properties === null) return closing.decode;
  const [shard, shards] = Array.isArray(data.shard) ? data.shard.map(Number) : [0, 1];
  if (!Number.isInteger(shard) || !Number.isInteger(shards) || shard === undefined || shards === undefined) return closing.invalidShard;
  if (shard < 0 || shards < 1 || shard >= shards) return closing.invalidShard;
  if (books.guildsOf(application.id).length / shards > most) return closing.shardingRequired;
  const intents = Number(data.intents);
  if (!Number.isInteger(intents) || intents < 0 || intents & ~knownIntents) return closing.invalidIntents;
  const isAllowed = privileged.every(([name, bit]) => !(intents & bit) || application.intents.includes(name));
  return isAllowed ? { application, intents, shard, shards } : closing.disallowedIntents;
}
