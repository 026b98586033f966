/**
 * How far away something is: the time until a TCP connection stands, which is one way there and back and nothing else.
 */
import { connect } from 'node:net';
import type { Clock, Network } from '../core/ports.ts';

export interface DistanceOptions {
  host: string;
  port: number;
  clock: Clock;
  network: Network;
  timeoutMs: number;
}

/** Milliseconds, to a hundredth; a name is looked up before. @throws Error when nobody answers in time */
export async function tcpDistance({ host, port, clock, network, timeoutMs }: DistanceOptions): Promise<number> {
  let lookedUp: number | undefined;
  const began = clock.tick();
  await new Promise<void>((resolve, reject) => {
    const socket = connect(network.route(host, port));
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no connection within ${timeoutMs} ms`)));
    socket.once('lookup', () => {
      lookedUp = clock.tick();
    });
    socket.once('error', reject);
    socket.once('connect', () => {
      resolve();
      socket.destroy();
    });
  });
  return Math.round((clock.tick() - (lookedUp ?? began)) * 100) / 100;
}
