/**
 * What processes tell each other about shards. Leases decide who runs a shard; messages only make that quick: who lets go says so, and a holder that does not answer
 * although messages get through is dead, long before its lease runs out.
 */
import { randomUUID } from 'node:crypto';
import type { Bus } from '@k77/data';

export interface ShardMessages {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** "These are mine: do you run them?" At most once per `askMs`, however often it is called. */
  ask(shards: readonly number[]): Promise<void>;
  /** "I took or let go of shards." */
  tellChanged(): Promise<void>;
  /** How often in a row nobody answered for a shard, counting only questions that came back to this process: those that others heard too. */
  unanswered(shard: number): number;
}

export interface ShardMessagesOptions {
  applicationId: string;
  bus: Bus;
  askMs: number;
  /** Another process asks. Returns those of the shards that this one runs. */
  onAsked(shards: readonly number[]): readonly number[];
  onChanged(): void;
}

export function createShardMessages({ applicationId, bus, askMs, onAsked, onChanged }: ShardMessagesOptions): ShardMessages {
  const me = randomUUID();
  const [askedChannel, heldChannel, changedChannel] = [
    `shards-asked:${applicationId}`,
    `shards-held:${applicationId}`,
    `shards-changed:${applicationId}`,
  ];
  /** Asked for and not answered yet. */
  const open = new Set<number>();
  const unanswered = new Map<number, number>();
  let cameBack = false;
  let askedAt = 0;
  let unsubscribe: (() => Promise<void>)[] = [];

  const say = (channel: string, shards: readonly number[]) => bus.publish(channel, JSON.stringify({ from: me, shards }));

  const heardQuestion = ({ from, shards }: Message): void => {
    if (from === me) {
      cameBack = true;
      return;
    }
    const held = onAsked(shards);
    // Not answered is what a process is that Redis cuts off.
    if (held.length > 0) void say(heldChannel, held).catch(() => undefined);
  };

  const heardAnswer = ({ shards }: Message): void => {
    for (const id of shards) {
      open.delete(id);
      unanswered.delete(id);
    }
  };

  return {
    async start() {
      unsubscribe = [
        await bus.subscribe(askedChannel, (text) => heardQuestion(read(text))),
        await bus.subscribe(heldChannel, (text) => heardAnswer(read(text))),
        await bus.subscribe(changedChannel, (text) => {
          if (read(text).from !== me) onChanged();
        }),
      ];
    },
    async stop() {
      await Promise.all(unsubscribe.map((stop) => stop()));
    },
    async ask(shards) {
      // Timers come a little early at times.
      if (Date.now() - askedAt < askMs * 0.9) return;
      for (const id of open) if (!shards.includes(id)) unanswered.delete(id);
      if (cameBack) for (const id of shards) if (open.has(id)) unanswered.set(id, (unanswered.get(id) ?? 0) + 1);
      open.clear();
      cameBack = false;
      if (shards.length === 0) return;
      askedAt = Date.now();
      for (const id of shards) open.add(id);
      await say(askedChannel, shards);
    },
    tellChanged: () => say(changedChannel, []),
    unanswered: (shard) => unanswered.get(shard) ?? 0,
  };
}

interface Message {
  from: string;
  shards: readonly number[];
}

function read(text: string): Message {
  try {
    const { from, shards } = JSON.parse(text) as Partial<Message>;
    if (typeof from !== 'string' || !Array.isArray(shards)) return nothing;
    return { from, shards: shards.filter((id) => typeof id === 'number') };
  } catch {
    return nothing;
  }
}

const nothing: Message = { from: '', shards: [] };
