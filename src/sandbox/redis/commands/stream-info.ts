/**
 * XINFO: what a stream, its groups and their consumers look like.
 */
import type { Call, Command } from '../command.ts';
import { map, RedisError, type Reply } from '../reply.ts';
import { formatId, type Group, type Stream } from '../stream.ts';
import { distance, groupOf, hasTombstones, orNoKey, pendingOf } from './stream-groups.ts';
import { showEntry } from './streams.ts';
import { subcommands } from './subcommands.ts';

export const streamInfo: readonly Command[] = [
  subcommands('xinfo', 'readonly', [2, 2, 1], {
    stream: [-3, xinfoStream],
    groups: [
      3,
      ({ db, args: [, key = ''] }) => {
        const stream = orNoKey(db, key);
        return [...stream.groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map((group) => map(groupFacts(stream, group)));
      },
    ],
    consumers: [
      4,
      ({ db, args: [, key = '', name = ''] }) => {
        const group = groupOf(orNoKey(db, key), key, name);
        return [...group.consumers]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([consumer, seen]) =>
            map([
              ['name', consumer],
              ['pending', pendingOf(group, consumer).length],
              ['idle', Math.max(0, db.now() - seen)],
            ]),
          );
      },
    ],
  }),
];

function groupFacts(stream: Stream, group: Group): [string, Reply][] {
  const read = group.read !== undefined && !hasTombstones(stream, group.lastId) ? group.read : distance(stream, group.lastId);
  return [
    ['name', group.name],
    ['consumers', group.consumers.size],
    ['pending', group.pending.size],
    ['last-delivered-id', formatId(group.lastId)],
    ['entries-read', group.read ?? null],
    ['lag', stream.added === 0 ? 0 : read === undefined ? null : stream.added - read],
  ];
}

function xinfoStream({ db, args: [, key = '', ...options] }: Call): Reply {
  if (options.length > 0) throw new RedisError("ERR k77's Redis does not do XINFO STREAM FULL");
  const stream = orNoKey(db, key);
  const [first, last] = [stream.entries[0], stream.entries.at(-1)];
  return map([
    ['length', stream.entries.length],
    ['radix-tree-keys', Math.ceil(stream.entries.length / 100)],
    ['radix-tree-nodes', Math.ceil(stream.entries.length / 100) + 1],
    ['last-generated-id', formatId(stream.lastId)],
    ['max-deleted-entry-id', formatId(stream.maxDeletedId)],
    ['entries-added', stream.added],
    ['recorded-first-entry-id', formatId(first?.id ?? 0n)],
    ['groups', stream.groups.size],
    ['first-entry', first ? showEntry(first) : null],
    ['last-entry', last ? showEntry(last) : null],
  ]);
}
