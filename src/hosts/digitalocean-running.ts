/** Deployments and their lines, from DigitalOcean's words to ours. Pure. */
import type { Deployment, DeploymentStatus, LogLine } from '../core/host.ts';
import type { DoApp, DoComponentHealth, DoDeployment, DoPhase, DoSpec, DoStep } from '../vendors/digitalocean-types.ts';
import { connectionOf, regionOf } from './digitalocean-settings.ts';
import { isArchived, mainOf } from './digitalocean-spec.ts';

const statuses: Readonly<Record<DoPhase, DeploymentStatus>> = {
  UNKNOWN: 'waiting',
  PENDING_BUILD: 'waiting',
  BUILDING: 'building',
  PENDING_DEPLOY: 'starting',
  DEPLOYING: 'starting',
  ACTIVE: 'live',
  SUPERSEDED: 'removed',
  ERROR: 'failed',
  CANCELED: 'removed',
};

/** How long what has just come up may be unready, minutes: DigitalOcean counts with a delay. */
const settling = 3;
/** So many earlier deployments can be gone back to. */
const keptDeployments = 10;

/** @param all newest first */
export function deploymentsOf(
  all: readonly DoDeployment[],
  app: DoApp,
  health: readonly DoComponentHealth[],
  now: Date,
): readonly Deployment[] {
  const ran = all.filter(({ phase, spec }) => phase === 'SUPERSEDED' && !(spec && isArchived(spec)));
  const back = ran.slice(0, keptDeployments).filter(({ spec }) => !spec || fits(spec, app.spec));
  return all.map((one) => {
    const told = deploymentOf(one, app, health, now);
    return { ...told, canRollback: back.includes(one) && !told.current };
  });
}

/** It ran where the app runs now, under every name that the app has now. */
function fits(then: DoSpec, now: DoSpec): boolean {
  return regionOf(then) === regionOf(now) && lostNames(then, now).length === 0;
}

/** Names that an app would lose by going back. */
export function lostNames(then: DoSpec, now: DoSpec): string[] {
  const had = (then.domains ?? []).map(({ domain }) => domain);
  return (now.domains ?? []).map(({ domain }) => domain).filter((domain) => !had.includes(domain));
}

export function deploymentOf(one: DoDeployment, app: DoApp, health: readonly DoComponentHealth[], now?: Date): Deployment {
  const { phase = 'UNKNOWN', created_at: createdAt = '' } = one;
  const commit = commitOf(one);
  const branch = connectionOf(one.spec ?? app.spec)?.branch;
  // One of an app is active. The app names it, too, but was asked at another moment.
  const current = phase === 'ACTIVE';
  const stopped = current && isArchived(one.spec ?? app.spec);
  const down = current && !stopped && isDown(one, app, health, now);
  const why = phase === 'ERROR' ? reasonIn(one.progress?.steps) : undefined;
  return {
    id: one.id,
    ...(commit ? { commit } : {}),
    ...(branch ? { branch } : {}),
    status: stopped ? 'suspended' : down ? 'crashed' : (statuses[phase] ?? 'waiting'),
    says: `${phase}${stopped ? ', archived' : ''}${down ? ', none of its instances is ready' : ''}${why ? `: ${why}` : ''}`,
    createdAt,
    ...(app.live_url ? { url: app.live_url } : {}),
    current,
    preview: false,
    canRollback: false,
  };
}

/** DigitalOcean starts it again for ever: what has been up for a while and has no instance that is ready does nothing but crash. */
function isDown(one: DoDeployment, { spec }: DoApp, health: readonly DoComponentHealth[], now: Date | undefined): boolean {
  const seen = health.find(({ name }) => name === mainOf(spec)?.main.name);
  const since = Date.parse(one.phase_last_updated_at ?? one.updated_at ?? '');
  if (!seen || !now || Number.isNaN(since) || now.getTime() - since < settling * 60_000) return false;
  return seen.state === 'UNHEALTHY' && seen.replicas_ready === 0;
}

/** Undefined while nothing was fetched, and of what an app is made of before it is connected: that is nobody's code. */
export function commitOf({ spec, services = [], workers = [] }: DoDeployment): string | undefined {
  if (spec && connectionOf(spec) === undefined) return undefined;
  return [...services, ...workers].map(({ source_commit_hash: hash }) => hash).find((hash) => hash !== undefined && hash !== '');
}

/** The innermost step that failed and says why. */
function reasonIn(steps: readonly DoStep[] = []): string | undefined {
  for (const step of steps) {
    const inner = reasonIn(step.steps);
    if (inner) return inner;
    if (step.status === 'ERROR' && step.reason?.message) return step.reason.message;
  }
  return undefined;
}

/** `bot 2026-11-23T14:46:32.123Z text` or `[bot] [2026-11-23 14:46:32] text`; a line without a time belongs to the one before. */
const line = /^(?:\[?[a-z][a-z0-9-]{0,31}\]?\s+)?\[?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)Z?\]?\s?(.*)$/;

export function linesOf(text: string, since: string): LogLine[] {
  let at = since;
  return text
    .split('\n')
    .filter((one) => one.trim() !== '')
    .map((one) => {
      const [, day, time, said] = line.exec(one) ?? [];
      if (day && time) at = isoOf(`${day}T${time}Z`) ?? at;
      return { at, text: said ?? one };
    });
}

/** Nanoseconds are cut to milliseconds. */
function isoOf(text: string): string | undefined {
  const ms = Date.parse(text.replace(/(\.\d{3})\d+Z$/, '$1Z'));
  if (Number.isNaN(ms)) return undefined;
  return new Date(ms).toISOString();
}
