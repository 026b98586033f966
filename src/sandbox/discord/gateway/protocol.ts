/** Opcodes, close codes and intents of the gateway. https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway */
import type { PrivilegedIntent } from '../model.ts';

export const op = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  presence: 3,
  voice: 4,
  resume: 6,
  reconnect: 7,
  members: 8,
  invalidSession: 9,
  hello: 10,
  ack: 11,
  sounds: 31,
} as const;

export const closing = {
  unknownOp: [4001, 'Unknown opcode.'],
  decode: [4002, 'Error while decoding payload.'],
  notAuthenticated: [4003, 'Not authenticated.'],
  authentication: [4004, 'Authentication failed.'],
  alreadyAuthenticated: [4005, 'Already authenticated.'],
  invalidSeq: [4007, 'Invalid seq.'],
  rateLimited: [4008, 'Rate limited.'],
  timedOut: [4009, 'Session timed out.'],
  invalidShard: [4010, 'Invalid shard.'],
  shardingRequired: [4011, 'Sharding required.'],
  invalidVersion: [4012, 'Invalid API version.'],
  invalidIntents: [4013, 'Invalid intent(s).'],
  disallowedIntents: [4014, 'Disallowed intent(s).'],
} as const satisfies Record<string, readonly [number, string]>;
export type Closing = (typeof closing)[keyof typeof closing];

/** Bits that mean something: 0 to 16, 20, 21, 24, 25. */
export const knownIntents = 0x1_ff_ff | (1 << 20) | (1 << 21) | (1 << 24) | (1 << 25);
export const privileged: readonly (readonly [PrivilegedIntent, number])[] = [
  ['guild-members', 1 << 1],
  ['presence', 1 << 8],
  ['message-content', 1 << 15],
];

/** Which shard hears of a server. https://docs.discord.com/developers/events/gateway#sharding-sharding-formula */
export function shardOf(guild: string, shards: number): number {
  return Number((BigInt(guild) >> 22n) % BigInt(shards));
}

export function frame(code: number, data: unknown, seq: number | null = null, type: string | null = null): string {
  return JSON.stringify({ t: type, s: seq, op: code, d: data });
}
