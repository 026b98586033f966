/**
 * What a group was given and has not acknowledged: XPENDING, XCLAIM, XAUTOCLAIM.
 */
import { type Call, type Command, command, one, syntaxError, Words } from '../command.ts';
import { asInteger, toCount } from '../numbers.ts';
import { RedisError, type Reply } from '../reply.ts';
import { formatId, type Group, highestId, lowestId, parseEdge, parseId, type Stream, type StreamId } from '../stream.ts';
import { pendingOf, see } from './stream-groups.ts';
import { showEntry, streamOf } from './streams.ts';

export const streamPending: readonly Command[] = [
  command('xpending', -3, 'readonly', one, xpending),
  command('xclaim', -6, 'write fast', one, xclaim),
  command('xautoclaim', -6, 'write fast', one, xautoclaim),
];

function lookUp({ db }: Call, key: string, name: string): { stream: Stream; group: Group } {
  const stream = streamOf(db, key);
  const group = stream?.groups.get(name);
  if (stream && group) return { stream, group };
  throw new RedisError(`NOGROUP No such key '${key}' or consumer group '${name}'`);
}

function xpending(call: Call): Reply {
  const [key = '', name = '', ...options] = call.args;
  if (options.length === 0) return summary(lookUp(call, key, name).group);
  const words = new Words(options);
  const idle = words.take('IDLE') ? toCount(words.next()) : 0;
  if (words.left < 3 || words.left > 4) throw new RedisError(syntaxError);
  const [first, last] = [parseEdge(words.next(), 'first'), parseEdge(words.next(), 'last')];
  const count = Math.max(0, toCount(words.next()));
  const consumer = words.left > 0 ? words.next() : undefined;
  const { group } = lookUp(call, key, name);
  const now = call.db.now();
  return pendingOf(group, consumer)
    .filter((id) => id >= first && id <= last && now - (group.pending.get(id)?.deliveredAt ?? now) >= idle)
    .slice(0, count)
    .map((id) => {
      const { consumer: owner = '', deliveredAt = now, deliveries = 0 } = group.pending.get(id) ?? {};
      return [formatId(id), owner, Math.max(0, now - deliveredAt), deliveries];
    });
}

function summary(group: Group): Reply {
  const ids = pendingOf(group);
  const [first, last] = [ids[0], ids.at(-1)];
  if (first === undefined || last === undefined) return [0, null, null, { kind: 'nil array' }];
  const owners = [...group.consumers.keys()].sort().flatMap((consumer): Reply[] => {
    const owned = pendingOf(group, consumer).length;
    return owned > 0 ? [[consumer, String(owned)]] : [];
  });
  return [ids.length, formatId(first), formatId(last), owners];
}

interface Claim {
  deliveredAt: number | undefined;
  retries: number | undefined;
  force: boolean;
  justId: boolean;
  lastId: StreamId;
}

function claimOptions(words: Words, now: number): Claim {
  const claim: Claim = { deliveredAt: undefined, retries: undefined, force: false, justId: false, lastId: lowestId };
  while (words.left > 0) {
    if (words.take('FORCE')) claim.force = true;
    else if (words.take('JUSTID')) claim.justId = true;
    else if (words.take('IDLE')) claim.deliveredAt = now - toCount(words.next(), 'ERR Invalid IDLE option argument for XCLAIM');
    else if (words.take('TIME')) claim.deliveredAt = toCount(words.next(), 'ERR Invalid TIME option argument for XCLAIM');
    else if (words.take('RETRYCOUNT')) claim.retries = toCount(words.next(), 'ERR Invalid RETRYCOUNT option argument for XCLAIM');
    else if (words.take('LASTID')) claim.lastId = parseId(words.next());
    else throw new RedisError(`ERR Unrecognized XCLAIM option '${words.next()}'`);
  }
  if (claim.deliveredAt !== undefined && (claim.deliveredAt < 0 || claim.deliveredAt > now)) claim.deliveredAt = now;
  return claim;
}

function minIdleOf(text: string, name: string): number {
  return Math.max(0, toCount(text, `ERR Invalid min-idle-time argument for ${name.toUpperCase()}`));
}

function xclaim(call: Call): Reply {
  const [key = '', name = '', consumer = '', idle = '', ...rest] = call.args;
  const { stream, group } = lookUp(call, key, name);
  const now = call.db.now();
  const minIdle = minIdleOf(idle, call.name);
  const stop = rest.findIndex((word) => !/^[\d-]+$/.test(word));
  const ids = rest.slice(0, stop < 0 ? undefined : stop).map((id) => parseId(id));
  if (ids.length === 0) throw new RedisError('ERR Invalid stream ID specified as stream command argument');
  const claim = claimOptions(new Words(rest, ids.length), now);
  if (claim.lastId > group.lastId) group.lastId = claim.lastId;
  see(group, consumer, now);
  const claimed = ids.filter((id) => take(stream, group, id, consumer, minIdle, now, claim));
  call.db.changed(key, 't', 'xclaim');
  return claimed.map((id) => show(stream, id, claim.justId));
}

/** Gives an entry to a consumer, if it waited long enough. An entry that was deleted is forgotten instead. */
function take(stream: Stream, group: Group, id: StreamId, consumer: string, minIdle: number, now: number, claim: Claim): boolean {
  const before = group.pending.get(id);
  if (stream.find(id) === undefined) {
    group.pending.delete(id);
    return false;
  }
  if (before === undefined && !claim.force) return false;
  if (before && now - before.deliveredAt < minIdle) return false;
  const counted = claim.retries ?? (before?.deliveries ?? 0) + (claim.justId ? 0 : 1);
  group.pending.set(id, { consumer, deliveredAt: claim.deliveredAt ?? now, deliveries: counted });
  return true;
}

function show(stream: Stream, id: StreamId, justId: boolean): Reply {
  const entry = stream.find(id);
  return justId || entry === undefined ? formatId(id) : showEntry(entry);
}

function xautoclaim(call: Call): Reply {
  const [key = '', name = '', consumer = '', idle = '', start = '', ...options] = call.args;
  const minIdle = minIdleOf(idle, call.name);
  const from = parseEdge(start, 'first');
  const words = new Words(options);
  let [count, justId] = [100, false];
  while (words.left > 0) {
    if (words.take('JUSTID')) justId = true;
    else if (words.take('COUNT')) {
      const given = asInteger(words.next());
      if (given === undefined || given < 1n || given > 2n ** 31n) throw new RedisError('ERR COUNT must be > 0');
      count = Number(given);
    } else throw new RedisError(syntaxError);
  }
  const { stream, group } = lookUp(call, key, name);
  const now = call.db.now();
  see(group, consumer, now);
  const claim: Claim = { deliveredAt: undefined, retries: undefined, force: false, justId, lastId: lowestId };
  const waiting = pendingOf(group).filter((id) => id >= from && id <= highestId);
  const claimed: StreamId[] = [];
  const deleted: StreamId[] = [];
  let seen = 0;
  // Ten tries for every entry asked for, as Redis has it.
  for (; seen < waiting.length && claimed.length + deleted.length < count && seen < count * 10; seen += 1) {
    const id = waiting[seen] ?? lowestId;
    if (stream.find(id) === undefined) {
      group.pending.delete(id);
      deleted.push(id);
    } else if (take(stream, group, id, consumer, minIdle, now, claim)) claimed.push(id);
  }
  call.db.changed(key, 't', 'xautoclaim');
  return [formatId(waiting[seen] ?? lowestId), claimed.map((id) => show(stream, id, justId)), deleted.map(formatId)];
}
