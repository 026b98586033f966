/**
 * The runner that only says so: everything is built and live at once, and nothing is touched. For laws, kill tests and tests of emulators.
 */
import type { HostingEvent, WantedDeployment } from './desk.ts';
import type { Runner, RunnerGround, RunningService } from './runner.ts';

interface Recorded {
  state: 'live' | 'stopped' | 'replaced';
  attempt: number;
  /** Which went live later. */
  order: number;
}

type What = HostingEvent extends infer Event ? (Event extends HostingEvent ? Omit<Event, 'deployment' | 'at'> : never) : never;

export function openRecord({ clock, report }: Pick<RunnerGround, 'clock' | 'report'>): Runner {
  let known: Record<string, Record<string, Recorded>> = {};
  let latest: Record<string, readonly WantedDeployment[]> = {};
  let version = 0;

  const tell = (vendor: string, deployment: string, ...events: readonly What[]): true => {
    for (const event of events) report(vendor, { ...event, deployment, at: clock.now().toISOString() } as HostingEvent);
    return true;
  };

  /** One deployment as it is wanted; true when something was told. */
  const step = (vendor: string, own: Record<string, Recorded>, wanted: WantedDeployment): boolean => {
    const { id, state, attempt = 0 } = wanted;
    const before = own[id];
    if (before && (state === 'stopped' ? before.state !== 'live' : before.state !== 'stopped' && before.attempt === attempt)) return false;
    version += 1;
    own[id] = { state: state === 'run' ? 'live' : 'stopped', attempt, order: version };
    if (!before) tell(vendor, id, { what: 'building' }, { what: 'built', ms: 0 });
    if (state === 'run') return tell(vendor, id, { what: 'starting' }, { what: 'live', upstreams: [] });
    return tell(vendor, id, { what: 'stopped' });
  };

  /** One from which a later deployment of the same service took over; true when there was one. */
  const retire = (vendor: string, own: Record<string, Recorded>, wanted: readonly WantedDeployment[]): boolean => {
    const live = wanted.filter(({ id, state }) => state === 'run' && own[id]?.state === 'live');
    const orderOf = ({ id }: WantedDeployment): number => own[id]?.order ?? 0;
    const old = live.find((one) => live.some((other) => other.service === one.service && orderOf(other) > orderOf(one)));
    if (!old) return false;
    version += 1;
    own[old.id] = { state: 'replaced', attempt: old.attempt ?? 0, order: orderOf(old) };
    return tell(vendor, old.id, { what: 'stopped' });
  };

  return {
    follow(vendor, wanted) {
      const own = known[vendor] ?? {};
      known[vendor] = own;
      latest[vendor] = wanted;
      for (const id of Object.keys(own)) {
        if (wanted.some((one) => one.id === id)) continue;
        delete own[id];
        version += 1;
      }
      return retire(vendor, own, wanted) || wanted.some((one) => step(vendor, own, one));
    },
    logs: () => [],
    redacted: () => [],
    metrics: () => undefined,
    services: () => Object.entries(latest).flatMap(([vendor, all]) => all.map((one) => shown(vendor, one, known[vendor]?.[one.id]))),
    kill: () => false,
    dump: () => known,
    load: (memory) => {
      known = structuredClone((memory ?? {}) as typeof known);
      latest = {};
      version += 1;
    },
    version: () => version,
    settle: async () => undefined,
    close: async () => undefined,
  };
}

function shown(vendor: string, wanted: WantedDeployment, recorded: Recorded | undefined): RunningService {
  const { id: deployment, service, name, repository, commit } = wanted;
  return {
    vendor,
    deployment,
    service,
    name,
    repository,
    commit,
    state: recorded === undefined ? 'waiting' : recorded.state === 'live' ? 'live' : 'stopped',
    instances: recorded?.state === 'live' ? wanted.instances : 0,
    restarts: 0,
    pids: [],
    upstreams: [],
    memoryMb: undefined,
    cpuPercent: undefined,
    message: undefined,
  };
}
