/** From Railway's answers to the types of `railway-types.ts`. Pure. */
import type {
  RailwayDeployment,
  RailwayDomain,
  RailwayInstance,
  RailwayLine,
  RailwayMetrics,
  RailwayProject,
  RailwayUse,
  RailwayWorkspace,
} from './railway-types.ts';

export type Json = Record<string, unknown>;

/** Of a Relay connection. */
export function nodesOf(connection: unknown): Json[] {
  return ((connection as { edges?: { node: Json }[] } | undefined)?.edges ?? []).map(({ node }) => node);
}

export function workspaceOf(seen: Json): RailwayWorkspace {
  const customer = seen.customer as Json;
  const limit = (customer.usageLimit ?? {}) as { softLimit?: number; hardLimit?: number | null };
  return {
    id: String(seen.id),
    name: String(seen.name),
    plan: seen.plan as RailwayWorkspace['plan'],
    trial: customer.isTrialing === true,
    customer: String(customer.id),
    currentUsage: Number(customer.currentUsage ?? 0),
    limit: { soft: limit.softLimit, hard: limit.hardLimit ?? undefined },
  };
}

export function projectOf(seen: Json): RailwayProject {
  return {
    id: String(seen.id),
    name: String(seen.name),
    environments: nodesOf(seen.environments)
      .filter(({ deletedAt }) => !deletedAt)
      .map(({ id, name }) => ({ id: String(id), name: String(name) })),
  };
}

export function instancesOf(environment: Json): RailwayInstance[] {
  const triggers = nodesOf(environment.deploymentTriggers);
  const volumes = nodesOf(environment.volumeInstances).filter(({ deletedAt }) => !deletedAt);
  return nodesOf(environment.serviceInstances).map((seen): RailwayInstance => {
    const own = (one: Json): boolean => one.serviceId === seen.serviceId;
    const repository = text((seen.source as Json | null)?.repo);
    const trigger = triggers.find((one) => own(one) && (repository === undefined || one.repository === repository));
    const volume = volumes.find(own);
    const meta = ((seen.latestDeployment as Json | null)?.meta ?? {}) as Json;
    return {
      service: String(seen.serviceId),
      name: String(seen.serviceName),
      buildCommand: text(seen.buildCommand),
      startCommand: text(seen.startCommand),
      preDeployCommand: joined(seen.preDeployCommand),
      rootDirectory: (text(seen.rootDirectory) ?? '').replace(/^(\.?\/)+/, '').replace(/\/$/, ''),
      healthcheckPath: text(seen.healthcheckPath),
      healthcheckTimeout: seen.healthcheckTimeout === null ? undefined : Number(seen.healthcheckTimeout),
      regions: regionsOf(environment.secretConfig, seen),
      restart: seen.restartPolicyType as RailwayInstance['restart'],
      restartRetries: Number(seen.restartPolicyMaxRetries),
      repository,
      branch: text(trigger?.branch) ?? text(meta.branch),
      trigger: text(trigger?.id),
      volume: volume ? { id: String(volume.volumeId), mountPath: String(volume.mountPath) } : undefined,
    };
  });
}

/** The instance's own `region` does not follow what is set for several regions; the environment's configuration does. */
function regionsOf(config: unknown, seen: Json): Record<string, number> {
  const services = ((config ?? {}) as { services?: Record<string, { deploy?: { multiRegionConfig?: Json } }> }).services ?? {};
  const set = services[String(seen.serviceId)]?.deploy?.multiRegionConfig;
  if (set)
    return Object.fromEntries(
      Object.entries(set).flatMap(([region, one]) => (one === null ? [] : [[region, Number((one as Json).numReplicas ?? 1)]])),
    );
  const region = text(seen.region);
  return region === undefined ? {} : { [region]: Number(seen.numReplicas ?? 1) };
}

/** The scalar comes in two spellings: what was set, and what counts in the end. */
export function limitOf(limits: unknown): number | undefined {
  const { memoryGB, containers } = (limits ?? {}) as { memoryGB?: number; containers?: { memoryBytes?: number } };
  if (typeof memoryGB === 'number') return memoryGB;
  return typeof containers?.memoryBytes === 'number' ? containers.memoryBytes / 1e9 : undefined;
}

export function deploymentOf(seen: Json): RailwayDeployment {
  const meta = (seen.meta ?? {}) as Json;
  const url = text(seen.url) ?? text(seen.staticUrl);
  return {
    id: String(seen.id),
    status: String(seen.status),
    createdAt: String(seen.createdAt),
    canRollback: seen.canRollback === true,
    stopped: seen.deploymentStopped === true,
    url: url === undefined || url.startsWith('http') ? url : `https://${url}`,
    commit: text(meta.commitHash),
    branch: text(meta.branch),
  };
}

export function linesOf(seen: unknown): RailwayLine[] {
  return (seen as Json[]).map(({ timestamp, message, severity, attributes }) => {
    const fields = fieldsOf(attributes as { key: string; value: string }[] | undefined);
    return { timestamp: String(timestamp), message: String(message), severity: text(severity), ...(fields && { fields }) };
  });
}

/** Values are JSON. A level alone is Railway's own word about a plain line. https://docs.railway.com/guides/logs#structured-logs */
function fieldsOf(attributes: readonly { key: string; value: string }[] = []): Record<string, unknown> | undefined {
  if (attributes.every(({ key }) => key === 'level')) return undefined;
  return Object.fromEntries(attributes.map(({ key, value }) => [key, parsed(value)]));
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export function domainOf(seen: Json): RailwayDomain {
  const status = seen.status as Json;
  const [host, token] = [text(status.verificationDnsHost), text(status.verificationToken)];
  const known = (status.dnsRecords as Record<string, string>[]).map(
    ({ recordType = '', fqdn = '', requiredValue = '', currentValue = '', zone = '' }) => ({
      type: recordType.replace(/^DNS_RECORD_TYPE_/, ''),
      name: fqdn,
      wanted: requiredValue,
      seen: currentValue,
      zone,
    }),
  );
  return {
    id: String(seen.id),
    name: String(seen.domain),
    verified: status.verified === true,
    proof: host === undefined || token === undefined ? undefined : { host, text: token },
    certificate: String(status.certificateStatus),
    trouble: text(status.certificateErrorMessage),
    records: known.filter(({ type, wanted }) => ['A', 'CNAME', 'TXT', 'NS'].includes(type) && wanted !== ''),
  };
}

interface Series {
  measurement: string;
  values: readonly { ts: number; value: number }[];
}

/** The mean of each series' last five points, summed over replicas. */
export function metricsOf(seen: unknown): RailwayMetrics {
  const of = (measurement: string): number | undefined => {
    const all = (seen as Series[]).filter((one) => one.measurement === measurement && one.values.length > 0);
    if (all.length === 0) return undefined;
    return all.reduce((sum, { values }) => sum + mean(values.slice(-5).map(({ value }) => value)), 0);
  };
  return { cpu: of('CPU_USAGE'), cpuLimit: of('CPU_LIMIT'), memory: of('MEMORY_USAGE_GB'), memoryLimit: of('MEMORY_LIMIT_GB') };
}

export function usesOf(seen: unknown): RailwayUse[] {
  return (seen as Json[]).map(({ measurement, value, estimatedValue, tags }) => ({
    measurement: String(measurement),
    service: text((tags as Json | undefined)?.serviceId),
    amount: Number(value ?? estimatedValue ?? 0),
  }));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A list of commands, or one. */
function joined(commands: unknown): string | undefined {
  return Array.isArray(commands) ? text(commands.join(' && ')) : text(commands);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
