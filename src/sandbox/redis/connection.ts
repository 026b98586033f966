/**
 * Bytes in, bytes out: one connection's requests to the engine and its replies back, in order.
 */
import type { Peer } from '../../ports/tcp.ts';
import type { Engine } from './engine.ts';
import { failure } from './reply.ts';
import { ProtocolError, RequestReader } from './resp.ts';

export function connection(engine: Engine, peer: Peer): void {
  const reader = new RequestReader();
  let outgoing = '';
  let ended = false;
  const flush = (): void => {
    const bytes = outgoing;
    outgoing = '';
    if (bytes !== '') peer.send(Buffer.from(bytes, 'latin1'));
  };
  const session = engine.open({
    remote: `${peer.remote.address}:${peer.remote.port}`,
    write: (bytes) => {
      // Replies to one packet of pipelined requests leave together.
      if (outgoing === '') queueMicrotask(flush);
      outgoing += bytes;
    },
    resume: () => queueMicrotask(work),
    end: () => {
      ended = true;
      flush();
      peer.end();
    },
  });
  function work(): void {
    try {
      while (session.parked === undefined && !ended) {
        const request = reader.take();
        if (request === undefined) return;
        engine.handle(session, request.args);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      session.send(failure(error.message));
      session.outlet.end();
    }
  }
  peer.onData((chunk) => {
    reader.feed(chunk);
    work();
  });
  peer.onEnd(() => engine.close(session));
}
