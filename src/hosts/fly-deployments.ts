/**
 * Versions of a machine's configuration, from Fly's words to ours: those with an image are deployments. k77 marks each of its own; what somebody deployed with
 * Fly's command line is one as well. Pure.
 */
import type { Deployment, DeploymentStatus } from '../core/host.ts';
import type { FlyConfig, FlyEvent, FlyMachine, FlyVersion } from '../vendors/fly-types.ts';
import { connectedIn, hasCode, keys, metadataOf } from './fly-memory.ts';

export interface History {
  /** Those that serve, the first one first; at least one. */
  machines: readonly FlyMachine[];
  /** Of the first. */
  versions: readonly FlyVersion[];
  url: string | undefined;
  /** Milliseconds since 1970. */
  now: number;
}

interface Entry {
  id: string;
  at: string;
  commit: string | undefined;
  config: FlyConfig;
}

/** Newest first. A release that was taken back is older than what came before it, in the order of versions; it is newer by its own mark. */
export function deploymentsOf(history: History): Deployment[] {
  const [first] = history.machines;
  if (!first) return [];
  const now = entryOf(first.instance_id, first.config, first);
  const entries = [now, ...history.versions.map(({ version, user_config: config }) => entryOf(version, config))].flatMap(
    (one) => one ?? [],
  );
  const once = entries.filter((one, index) => entries.findIndex(({ id }) => id === one.id) === index);
  const { branch } = connectedIn(metadataOf(first.config)) ?? {};
  return once
    .sort((a, b) => b.at.localeCompare(a.at))
    .map((entry) => {
      const current = entry.id === now?.id;
      const { status, says } = current ? running(history) : ended(entry, now);
      return {
        id: entry.id,
        ...(entry.commit === undefined ? {} : { commit: entry.commit }),
        ...(branch === undefined ? {} : { branch }),
        status,
        says,
        createdAt: entry.at,
        ...(history.url === undefined ? {} : { url: history.url }),
        current,
        preview: false,
        canRollback: !current && entry.commit !== undefined,
      };
    });
}

/** The configuration of one of them, for going back. */
export function configOf({ machines: [first], versions }: Pick<History, 'machines' | 'versions'>, id: string): FlyConfig | undefined {
  const all = [...(first ? [{ version: first.instance_id, user_config: first.config }] : []), ...versions];
  return all.find(({ version, user_config: config }) => entryOf(version, config)?.id === id)?.user_config;
}

function entryOf(version: string, config: FlyConfig, machine?: FlyMachine): Entry | undefined {
  if (!hasCode(config)) return undefined;
  const metadata = metadataOf(config);
  const [release, at] = [metadata[keys.release], metadata[keys.at]];
  const tag = /:([0-9a-f]{40})(@|$)/.exec(config.image)?.[1];
  const told = machine?.image_ref?.labels?.['org.opencontainers.image.revision'];
  return { id: release ?? version, at: at ?? momentIn(version), commit: tag ?? told ?? undefined, config };
}

/** The first ten letters of a ULID are a time: https://github.com/ulid/spec */
function momentIn(version: string): string {
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const values = [...version.slice(0, 10).toUpperCase()].map((letter) => letters.indexOf(letter));
  if (version.length < 26 || values.includes(-1)) return '';
  return new Date(values.reduce((sum, value) => sum * 32 + value, 0)).toISOString();
}

type Told = { status: DeploymentStatus; says: string };

/** What came after the one that serves did not come up and was taken back. */
function ended({ at }: Entry, now: Entry | undefined): Told {
  return now === undefined || at > now.at ? { status: 'failed', says: 'taken back' } : { status: 'removed', says: 'replaced' };
}

/** As its machines are: the worst counts. */
function running({ machines, now }: History): Told {
  const all = machines.map((machine) => stateOf(machine, now));
  const order: readonly DeploymentStatus[] = ['crashed', 'failed', 'starting', 'live', 'suspended'];
  return all.sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status))[0] ?? { status: 'suspended', says: 'no machine' };
}

const underWay = ['created', 'starting', 'replacing', 'updating', 'stopping', 'suspending'];

export function stateOf(machine: FlyMachine, now: number): Told {
  const { state } = machine;
  const failing = (machine.checks ?? []).filter(({ status }) => status !== 'passing');
  const says = [state, ...failing.map(({ name, status }) => `${name} ${status}`)].join(', ');
  if (state === 'started') {
    if (failing.length === 0) return { status: 'live', says };
    return { status: isPatient(machine, now) ? 'starting' : 'failed', says };
  }
  if (state === 'failed') return { status: 'crashed', says };
  if (state === 'stopped' && endedByItself(machine)) return { status: 'crashed', says };
  return { status: underWay.includes(state) ? 'starting' : 'suspended', says };
}

/** Its checks may fail for a while after a start. */
function isPatient({ config, updated_at: since }: FlyMachine, now: number): boolean {
  const check = config.services?.[0]?.checks?.[0] ?? Object.values(config.checks ?? {})[0];
  const seconds = Number(/^(\d+)s$/.exec(check?.grace_period ?? '')?.[1] ?? 120);
  return now - Date.parse(since) < seconds * 1000;
}

/** Nobody asked it to. */
function endedByItself({ events = [] }: FlyMachine): boolean {
  const [newest] = events;
  return newest?.type === 'exit' && newest.request?.exit_event?.requested_stop !== true;
}

/** Code with which it ended; undefined: it has not. */
export function exitCodeOf({ events = [] }: Pick<FlyMachine, 'events'>): number | undefined {
  const exit = events.find(({ type }) => type === 'exit');
  return exit && (exit.request?.exit_event?.exit_code ?? 1);
}

/** How often it ended by itself since it was launched last. */
export function endsSinceLaunch(events: readonly FlyEvent[] = []): number {
  const launch = events.findIndex(({ type }) => type === 'launch' || type === 'update');
  const since = launch < 0 ? events : events.slice(0, launch);
  return since.filter(({ type, request }) => type === 'exit' && request?.exit_event?.requested_stop !== true).length;
}
