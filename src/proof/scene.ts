/**
 * A scene: one walk from opening the workspace to closing it, as one run of k77 has it, with nobody at the keyboard and nothing on the screen.
 */
import type { Catalogue } from '../core/catalogue.ts';
import type { Finding } from '../core/check.ts';
import type { Doors, Exchange } from '../core/doors.ts';
import type { EnvironmentName } from '../core/phase.ts';
import type { Clock, Network } from '../core/ports.ts';
import type { TaskEvent, Ui } from '../core/ui.ts';
import type { VendorId } from '../core/vendor.ts';
import type { Walk } from '../engine/walk.ts';
import { systemClock } from '../ports/clock.ts';
import { openDoors } from '../ports/http.ts';
import { systemRandom } from '../ports/random.ts';
import { systemShell } from '../ports/shell.ts';
import { openWorkspace } from '../workspace/workspace.ts';

export interface SceneOptions {
  root: string;
  environment: EnvironmentName;
  catalogue: Catalogue;
  endpoints: Partial<Record<VendorId, string>>;
  /** How the databases of the world are found. */
  network?: Network;
  /** Does a by-hand step in the emulated dashboard. */
  perform(task: string, want: unknown): Promise<unknown>;
  /** The walk's own; another one lets it wait in less time. */
  clock?: Clock;
  /** Called when a journal record is on disk, and when a write was answered: where the kill test kills. */
  onAppend?: () => void;
  onWriteAnswered?: () => void;
}

/** What a scene let slip: for the leak test and for counting. */
export interface Seen {
  exchanges: Exchange[];
  events: TaskEvent[];
  gates: Finding[];
  doors: Doors;
}

export interface OpenScene {
  walk: Walk;
  seen: Seen;
  close(): Promise<void>;
}

export async function openScene(options: SceneOptions): Promise<OpenScene> {
  const { root, environment, catalogue, endpoints, network, onAppend, onWriteAnswered } = options;
  const workspace = await openWorkspace({
    root,
    environment,
    clock: systemClock,
    random: systemRandom,
    shell: systemShell,
    env: () => undefined,
    onAppend,
  });
  const exchanges: Exchange[] = [];
  const doors = openDoors({
    endpoints,
    clock: impatientClock(),
    random: systemRandom,
    journal: workspace.journal,
    redactor: workspace.redactor,
    record: (exchange) => void exchanges.push(exchange),
    beforeFirstWrite: () => workspace.snapshot('scene'),
    timeoutMs: 3000,
    ...(network ? { network } : {}),
    ...(onWriteAnswered ? { onWriteAnswered } : {}),
  });
  const seen: Seen = { exchanges, events: [], gates: [], doors };
  const walk: Walk = {
    catalogue,
    workspace,
    doors,
    ui: silent(options, seen),
    shell: systemShell,
    clock: options.clock ?? systemClock,
    random: systemRandom,
    signal: new AbortController().signal,
  };
  const close = async (): Promise<void> => {
    await doors.close();
    await workspace.close();
  };
  return { walk, seen, close };
}

/** One that goes so many times as fast: whoever waits for what never comes has done so sooner. */
export function hurriedClock(times: number): Clock {
  return {
    ...systemClock,
    tick: () => systemClock.tick() * times,
    sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
  };
}

/** Retries come at once, and so does whoever a vendor's limit makes wait: what is tested is what they do, not how long they wait. */
function impatientClock(): Clock {
  let skipped = 0;
  return {
    ...systemClock,
    tick: () => systemClock.tick() + skipped,
    sleep: (ms, signal) => {
      skipped += ms;
      return systemClock.sleep(1, signal);
    },
  };
}

function silent(options: SceneOptions, seen: Seen): Ui {
  return {
    interactive: false,
    person: 'nobody',
    ask: async (_phase, open) => {
      throw new Error(`not answered: ${open.map((question) => question.key).join(', ')}`);
    },
    askAgain: async () => undefined,
    accounts: () => {},
    confirmAccount: async () => false,
    plan: () => {},
    confirmPlan: async () => true,
    phaseStarts: () => {},
    task: (event) => void seen.events.push(event),
    byHand: async (task, hand, want) => {
      if (hand.proof !== 'read') return 'left open';
      await options.perform(task.id, want);
      return 'performed';
    },
    gate: (_phase, findings) => void seen.gates.push(...findings),
    phaseEnds: () => {},
    stage: () => {},
    say: () => {},
    warn: () => {},
  };
}
