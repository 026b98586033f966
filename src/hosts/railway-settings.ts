/** Settings of a service: Railway's words and ours. Pure. */
import type { ServiceSettings } from '../core/host.ts';
import type { RailwayInstance, RailwayInstanceMore, RailwayWorkspace } from '../vendors/railway-types.ts';

/** What Railway uses where nothing is set, seconds: https://docs.railway.com/reference/healthchecks */
const defaultHealthTimeout = 300;
/** Free and trial restart on failure only, at most so often: https://docs.railway.com/reference/restart-policy */
const mostRetries = 10;

export type PlanOf = Pick<RailwayWorkspace, 'plan' | 'trial'>;

/** `always` is for those who pay. */
function mayAlways({ plan, trial }: PlanOf): boolean {
  return plan !== 'FREE' && !trial;
}

export function settingsOf(one: RailwayInstance, { memoryGb }: RailwayInstanceMore, plan: PlanOf): Partial<ServiceSettings> {
  const [region] = Object.keys(one.regions);
  return {
    root: one.rootDirectory,
    buildCommand: one.buildCommand ?? null,
    startCommand: one.startCommand ?? null,
    preDeployCommand: one.preDeployCommand ?? null,
    healthPath: one.healthcheckPath ?? null,
    healthTimeoutSeconds: one.healthcheckTimeout ?? defaultHealthTimeout,
    // Several regions are none that k77 sets: shown as they are, so that the plan puts one in their place.
    ...(region === undefined ? {} : { region: Object.keys(one.regions).join(', ') }),
    ...(memoryGb === undefined ? {} : { memoryMb: Math.round(memoryGb * 1024) }),
    replicas: Object.values(one.regions)[0] ?? 1,
    restart: restartOf(one, plan),
    restartRetries: one.restartRetries,
    volume: one.volume?.mountPath ?? null,
  };
}

function restartOf(one: RailwayInstance, plan: PlanOf): ServiceSettings['restart'] {
  if (one.restart === 'NEVER') return 'never';
  return one.restart === 'ALWAYS' || isAsNear(one, plan) ? 'always' : 'on-failure';
}

function isAsNear(one: RailwayInstance, plan: PlanOf): boolean {
  return one.restart === 'ON_FAILURE' && one.restartRetries === mostRetries && !mayAlways(plan);
}

export function notesOf(one: RailwayInstance, plan: PlanOf): string[] {
  if (!isAsNear(one, plan)) return [];
  const name = plan.trial ? 'a trial' : 'the Free plan';
  return [`${one.name} restarts on failure, ${mostRetries} times at most: "always" is not part of ${name}; the tenth crash leaves it down`];
}

/** Fields of `ServiceInstanceUpdateInput` for what differs. */
export function instanceInput(
  one: RailwayInstance,
  has: Partial<ServiceSettings>,
  wants: Partial<ServiceSettings>,
  plan: PlanOf,
): Record<string, unknown> {
  const differs = (name: keyof ServiceSettings): boolean => name in wants && wants[name] !== has[name];
  const command = (text: string | null | undefined): string[] | null => (text ? [text] : null);
  return {
    ...(differs('root') ? { rootDirectory: wants.root || null } : {}),
    ...(differs('buildCommand') ? { buildCommand: wants.buildCommand } : {}),
    ...(differs('startCommand') ? { startCommand: wants.startCommand } : {}),
    ...(differs('preDeployCommand') ? { preDeployCommand: command(wants.preDeployCommand) } : {}),
    ...(differs('healthPath') ? { healthcheckPath: wants.healthPath } : {}),
    ...(differs('healthTimeoutSeconds') ? { healthcheckTimeout: wants.healthTimeoutSeconds } : {}),
    ...(differs('region') || differs('replicas') ? { multiRegionConfig: regionsFor(one, wants) } : {}),
    ...(differs('restart') || differs('restartRetries') ? restartFor(has, wants, plan) : {}),
  };
}

/** The one region that is wanted; every other one is taken away. */
function regionsFor(one: RailwayInstance, wants: Partial<ServiceSettings>): Record<string, { numReplicas: number } | null> {
  const known = Object.keys(one.regions);
  const region = wants.region ?? known[0] ?? railwayRegions['us-east'];
  const others = known.filter((other) => other !== region).map((other) => [other, null] as const);
  return { ...Object.fromEntries(others), [region]: { numReplicas: wants.replicas ?? one.regions[region] ?? 1 } };
}

function restartFor(has: Partial<ServiceSettings>, wants: Partial<ServiceSettings>, plan: PlanOf): Record<string, unknown> {
  const restart = wants.restart ?? has.restart ?? 'on-failure';
  if (restart === 'always' && !mayAlways(plan)) return { restartPolicyType: 'ON_FAILURE', restartPolicyMaxRetries: mostRetries };
  const retries = wants.restartRetries ?? has.restartRetries;
  const type = { always: 'ALWAYS', 'on-failure': 'ON_FAILURE', never: 'NEVER' }[restart];
  return { restartPolicyType: type, ...(retries === undefined ? {} : { restartPolicyMaxRetries: retries }) };
}

/** https://docs.railway.com/reference/regions */
export const railwayRegions = {
  'us-east': 'us-east4-eqdc4a',
  'us-west': 'us-west2',
  europe: 'europe-west4-drams3a',
  asia: 'asia-southeast1-eqsg3a',
} as const;
