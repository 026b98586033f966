/**
 * The sandbox as commands use it: where its vendors are reached, which credentials it minted, and its scripted operator.
 */

import { basename, dirname, join, resolve } from 'node:path';
import { exits, OperatorError } from '../core/errors.ts';
import type { Network } from '../core/ports.ts';
import { Secret } from '../core/secret.ts';
import type { VendorId } from '../core/vendor.ts';
import { systemClock } from '../ports/clock.ts';
import { openFiles } from '../ports/files.ts';
import { edgeInFile, edgeNetwork } from '../ports/network.ts';
import { type SandboxClient, startSandbox } from '../sandbox/client.ts';
import { parseFaults } from '../sandbox/faults.ts';
import { isPublic } from '../sandbox/minted.ts';
import { place } from '../sandbox/place.ts';
import type { GlobalOptions, Io } from './io.ts';
import type { Operator } from './unattended.ts';
import { version } from './version.ts';

export interface Rehearsal {
  endpoints: Partial<Record<VendorId, string>>;
  vendors: readonly VendorId[];
  /** Started just now; false when it was running before. */
  started: boolean;
  /** `stripe.secretKey` → the key that the emulator accepts. */
  credential(name: string): string | undefined;
  /** How the databases of the rehearsal are found. */
  network: Network;
  /** Everything that the emulators minted and nobody may see. */
  secrets: readonly Secret[];
  /** Does a by-hand step in the emulated dashboard. */
  perform: Operator;
  /** Takes back delays and faults that were asked for only now. */
  close(): Promise<void>;
}

/** The built entry beside the bundle, or its source. */
const entry = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, '..', 'sandbox', 'entry.ts')
  : join(import.meta.dirname, 'sandbox.js');

export async function rehearse(options: Pick<GlobalOptions, 'latency' | 'faults'>, io: Io, root: string): Promise<Rehearsal> {
  const trouble = await troubleFrom(options, io);
  const { started, endpoints, client } = await startSandbox({ root, entry, clock: systemClock, version, signal: io.signal });
  const credentials = await client.credentials();
  const before = trouble ? await client.faults() : undefined;
  if (trouble) await client.setFaults(trouble);
  return {
    endpoints,
    vendors: Object.keys(endpoints) as VendorId[],
    started,
    credential: (name) => credentials[name],
    network: edgeNetwork(edgeInFile(join(root, place.world))),
    secrets: Object.entries(credentials).flatMap(([name, text]) => (isPublic(name) ? [] : [new Secret(name, text)])),
    perform: async (task, want) => void (await client.perform(task.id, want)),
    close: async () => (before ? client.setFaults(before) : undefined),
  };
}

type Trouble = Parameters<SandboxClient['setFaults']>[0];

async function troubleFrom({ latency, faults }: Pick<GlobalOptions, 'latency' | 'faults'>, io: Io): Promise<Trouble | undefined> {
  if (latency === undefined && faults === undefined) return undefined;
  const listed = faults === undefined ? {} : parseFaults(await textOf(resolve(io.host.cwd(), faults)));
  return { ...listed, ...(latency === undefined ? {} : { latencyMs: latency }) };
}

async function textOf(path: string): Promise<string> {
  const text = await openFiles(dirname(path)).read(basename(path));
  if (text !== undefined) return text;
  throw new OperatorError({
    what: `there is no file ${path}`,
    fix: 'give --faults a JSON file with the faults to inject',
    exit: exits.usage,
  });
}
