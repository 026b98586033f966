/**
 * The composition root: turns options into a session, which holds the workspace, the doors and the walk that verbs get. The only place that knows every part of k77.
 */
import { join } from 'node:path';
import { catalogue } from '../catalogue.ts';
import type { Doors, Exchange } from '../core/doors.ts';
import type { EnvironmentName } from '../core/phase.ts';
import type { Network } from '../core/ports.ts';
import { Redactor } from '../core/secret.ts';
import type { Ui } from '../core/ui.ts';
import type { VendorId } from '../core/vendor.ts';
import type { Walk } from '../engine/walk.ts';
import { systemClock } from '../ports/clock.ts';
import { openDoors } from '../ports/http.ts';
import { systemRandom } from '../ports/random.ts';
import { systemShell } from '../ports/shell.ts';
import { appendPrivate } from '../ports/spawn.ts';
import { takeLease } from '../workspace/lease.ts';
import { findRoot } from '../workspace/root.ts';
import { type OpenWorkspace, openWorkspace } from '../workspace/workspace.ts';
import { endpointsFrom, networkFrom } from './endpoints.ts';
import { environmentOf, type GlobalOptions, type Io } from './io.ts';
import type { Rehearsal } from './rehearsal.ts';
import { typed } from './typed.ts';
import { unattended } from './unattended.ts';
import { version } from './version.ts';

/** Where editors find the JSON Schema of `k77.json`: in the published package. */
const schemaUrl = `https://unpkg.com/k77@${version}/templates/k77.schema.json`;

/** What a command works with. Close it when done: it gives back the lease and lets the process end. */
export interface Session {
  environment: EnvironmentName;
  workspace: OpenWorkspace;
  walk: Walk;
  /** The emulated vendors; undefined outside of the sandbox. */
  rehearsal: Rehearsal | undefined;
  /**
   * How many times faster than in the world the caches of resolvers forget here: those of a rehearsal keep nothing for longer than seconds, so that nobody has to wait
   * five minutes for them.
   */
  pace: number;
  close(): Promise<void>;
}

const paceOfRehearsals = 60;

export interface SessionOptions {
  /** `take`: nobody else may write meanwhile (exit 5 when somebody does) · `none`: this command only reads. */
  lease: 'take' | 'none';
  /** `start` it in a rehearsal, because vendors are asked (the default), or `leave` it as it is. */
  sandbox?: 'start' | 'leave';
  /** What the walk tells and asks; nothing when absent. */
  ui?: (session: Omit<Session, 'walk' | 'close' | 'pace'>) => Ui;
  /** Names the run in snapshots. */
  run?: string;
}

export async function openSession(options: GlobalOptions, io: Io, session: SessionOptions): Promise<Session> {
  const environment = environmentOf(options);
  const root = await findRoot({ dir: options.dir, cwd: io.host.cwd() });
  const lost = new AbortController();
  const release = session.lease === 'take' ? await lease(root, environment, io, lost) : async () => {};
  const closing: (() => Promise<unknown>)[] = [release];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const rehearsal =
      options.sandbox && session.sandbox !== 'leave' ? await (await import('./rehearsal.ts')).rehearse(options, io, root) : undefined;
    if (rehearsal) closing.push(() => rehearsal.close());
    const redactor = new Redactor();
    for (const secret of rehearsal?.secrets ?? []) redactor.learn(secret);
    const workspace = await openWorkspace({
      root,
      environment,
      clock: systemClock,
      random: systemRandom,
      shell: systemShell,
      redactor,
      schemaUrl,
    });
    closing.push(() => workspace.close());
    io.guard(workspace);
    // Loads what runs git while the vendors are being asked: a plan looks at the env files last, and would wait for it then.
    void workspace.git.top().catch(() => undefined);
    for (const notice of workspace.notices) io.aside(`  ${io.marks.warn} ${notice}`);
    const doors = doorsTo(
      rehearsal?.endpoints ?? endpointsFrom(io.host.env),
      rehearsal?.network ?? networkFrom(io.host.env),
      workspace,
      session.run ?? systemRandom.uuid(),
    );
    closing.push(() => doors.close());
    const known = { environment, workspace, rehearsal };
    const walk: Walk = {
      catalogue,
      workspace,
      doors,
      ui: session.ui?.(known) ?? silent,
      shell: systemShell,
      clock: systemClock,
      random: systemRandom,
      signal: AbortSignal.any([io.signal, lost.signal]),
    };
    return { ...known, walk, pace: rehearsal ? paceOfRehearsals : 1, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function lease(root: string, environment: EnvironmentName, io: Io, lost: AbortController): Promise<() => Promise<void>> {
  return takeLease({
    root,
    folder: `.k77/${environment}`,
    command: typed(io.host),
    clock: systemClock,
    random: systemRandom,
    say: (text) => io.aside(`  ${io.marks.warn} ${text}`),
    onLost: (by) => {
      io.aside(`  ${io.marks.warn} The lease of this workspace went to ${by}; stopping.`);
      lost.abort();
    },
  });
}

function doorsTo(
  endpoints: Partial<Record<VendorId, string>>,
  network: Network,
  workspace: OpenWorkspace,
  run: string,
): Doors & { close(): Promise<void> } {
  const { journal, redactor, root, folder } = workspace;
  // What real vendors are told stays between them and the operator; what emulators are told is compared by tests.
  const exchanges = Object.keys(endpoints).length > 0 ? join(root, folder, 'exchanges.ndjson') : undefined;
  let writing: Promise<unknown> = Promise.resolve();
  const record = (exchange: Exchange): void => {
    // In order, and without holding up the answer.
    if (exchanges) writing = writing.then(() => appendPrivate(exchanges, `${JSON.stringify(exchange)}\n`)).catch(() => undefined);
  };
  const beforeFirstWrite = () => workspace.snapshot(run);
  const doors = openDoors({ endpoints, network, clock: systemClock, random: systemRandom, journal, redactor, beforeFirstWrite, record });
  const close = doors.close.bind(doors);
  doors.close = async () => {
    await close();
    await writing;
  };
  return doors;
}

/** For verbs that tell nothing while they walk. */
const silent: Ui = {
  ...unattended(),
  accounts: () => {},
  plan: () => {},
  phaseStarts: () => {},
  task: () => {},
  gate: () => {},
  phaseEnds: () => {},
  stage: () => {},
  say: () => {},
  warn: () => {},
};
