/**
 * Table of contents: every command that this Redis does, and those that it refuses by name.
 */
import type { Command } from '../command.ts';
import { bits } from './bits.ts';
import { blockingLists } from './blocking-lists.ts';
import { connections } from './connections.ts';
import { expiry } from './expiry.ts';
import { hashes } from './hashes.ts';
import { keys } from './keys.ts';
import { lists } from './lists.ts';
import { pubsub } from './pubsub.ts';
import { scanning } from './scanning.ts';
import { scripting } from './scripting.ts';
import { server } from './server.ts';
import { sets } from './sets.ts';
import { streamGroups } from './stream-groups.ts';
import { streamInfo } from './stream-info.ts';
import { streamPending } from './stream-pending.ts';
import { streams } from './streams.ts';
import { strings } from './strings.ts';
import { transactions } from './transactions.ts';
import { zsetAlgebra } from './zset-algebra.ts';
import { zsetRanges } from './zset-ranges.ts';
import { zsets } from './zsets.ts';

export const commands: ReadonlyMap<string, Command> = new Map(
  [
    connections,
    server,
    keys,
    expiry,
    scanning,
    strings,
    bits,
    hashes,
    lists,
    blockingLists,
    sets,
    zsets,
    zsetRanges,
    zsetAlgebra,
    streams,
    streamGroups,
    streamInfo,
    streamPending,
    transactions,
    pubsub,
    scripting,
  ]
    .flat()
    .map((command) => [command.name, command]),
);

/** Commands of Redis 7 that are not done here. They are refused in so many words, so that nobody looks for a typing error. */
export const refused: ReadonlySet<string> = new Set(
  `acl asking bgrewriteaof bgsave bitfield bitfield_ro cluster debug dump failover fcall fcall_ro function geoadd geodist geohash
  geopos georadius georadius_ro georadiusbymember georadiusbymember_ro geosearch geosearchstore latency lcs lolwut migrate module monitor
  pfadd pfcount pfdebug pfmerge pfselftest psync readonly readwrite replconf replicaof restore restore-asking save shutdown slaveof slowlog
  sort sort_ro spublish ssubscribe sunsubscribe swapdb sync`.split(/\s+/),
);
