/**
 * The loopback port of every emulator: HTTP through the kernel, WebSockets where it takes them.
 */
import type { VendorId } from '../core/vendor.ts';
import { type Incoming, type Listener, listen, type UpgradeHandler } from '../ports/listen.ts';
import type { Faults } from './faults.ts';
import { type Emulator, serve, serveUpgrade } from './kernel.ts';
import type { Worker } from './worker.ts';
import type { WorldOptions } from './world.ts';

type ListenOptions = WorldOptions & {
  /** Somebody came by a canonical name: it may be a service of this world. */
  passing(): void;
  /** Looks whether somebody pushed. */
  look(): Promise<void>;
};

/** @throws OperatorError when a port is taken (its cause has `code: 'EADDRINUSE'`); none of them is open then */
export async function listenAll(
  emulators: readonly Emulator[],
  { clock, ports = {}, log = () => {}, touch = () => {}, passing, look }: ListenOptions,
  faults: Faults,
  signal: AbortSignal,
  follow: (vendor: VendorId) => Promise<void>,
  worker: Worker,
): Promise<Map<VendorId, Listener>> {
  const listeners = new Map<VendorId, Listener>();
  for (const emulator of emulators) {
    const { vendor } = emulator;
    const save = () => follow(vendor);
    const kernel = { emulator, faults, clock, save, touch, passing, log: (line: string) => log(`${vendor} ${line}`), signal };
    const handler = async (incoming: Incoming) => {
      if (emulator.desk) await look();
      const reply = await serve(kernel, incoming);
      if (emulator.waiting() > 0) worker.poke();
      return reply;
    };
    try {
      const upgrade = emulator.upgrade && ((...asked: Parameters<UpgradeHandler>) => serveUpgrade(kernel, ...asked));
      listeners.set(vendor, await listen(handler, ports[vendor] ?? 0, undefined, upgrade));
    } catch (error) {
      await Promise.all([...listeners.values()].map((listener) => listener.close()));
      throw error;
    }
  }
  return listeners;
}
