/**
 * One connection: requests in the order of their arrival, one at a time.
 */
import type { Peer } from '../../ports/tcp.ts';
import type { Client, Core } from './core.ts';
import { dispatch } from './dispatch.ts';
import { answer, Frames, type Request, readRequest } from './wire/messages.ts';

export function serve(core: Core, peer: Peer): void {
  const client: Client = {
    id: ++core.connections.total,
    remote: `${peer.remote.address}:${peer.remote.port}`,
    user: undefined,
    conversation: undefined,
    conversationId: 0,
  };
  core.connections.current++;
  peer.onEnd(() => core.connections.current--);
  const frames = new Frames();
  let queue: Promise<void> = Promise.resolve();
  let replies = 0;

  const respond = async (message: Buffer): Promise<void> => {
    let request: Request | undefined;
    try {
      request = readRequest(message);
    } catch {
      request = undefined;
    }
    if (!request) return peer.drop();
    await slowed(core);
    const reply = await dispatch(core, client, request);
    if (!reply) return peer.drop();
    if (!request.silent) peer.send(answer(request, reply, ++replies));
  };

  peer.onData((bytes) => {
    try {
      for (const message of frames.push(bytes)) queue = queue.then(() => respond(message)).catch(() => peer.drop());
    } catch {
      peer.drop();
    }
  });
}

/** When the next operation may start, for servers that slow their clients down. */
const nextStart = new WeakMap<Core, number>();

async function slowed(core: Core): Promise<void> {
  const { operationsPerSecond } = core.limits;
  if (core.faults.answerDelayMs > 0) await core.clock.sleep(core.faults.answerDelayMs);
  if (operationsPerSecond === undefined) return;
  const now = core.clock.tick();
  // A second's worth may come at once.
  const start = Math.max(nextStart.get(core) ?? now - 1000, now - 1000) + 1000 / operationsPerSecond;
  nextStart.set(core, start);
  if (start > now) await core.clock.sleep(start - now);
}
