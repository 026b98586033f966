/** The state with its tools, and how it begins. */
import { HostBooks, type HostTools } from '../hosting/books.ts';
import type { Deployment, Instance, Project, RailwayState, Service, Settings, Workspace } from './model.ts';
import { absent } from './refusal.ts';

export type Tools = HostTools;

export function newState({ clock, random }: Pick<Tools, 'clock' | 'random'>): RailwayState {
  const workspace = newWorkspace({ clock, random }, 'Kingdom-77');
  return {
    user: { id: random.uuid(), name: 'Owner', email: 'owner@kingdom77.test' },
    workspaces: [workspace],
    tokens: [
      { id: random.uuid(), name: 'k77', $secret: random.uuid(), of: 'account' },
      { id: random.uuid(), name: 'k77 workspace', $secret: random.uuid(), of: 'workspace', workspace: workspace.id },
    ],
    projects: [],
    services: [],
    instances: [],
    triggers: [],
    deployments: [],
    domains: [],
    serviceDomains: [],
    volumes: [],
    opened: [],
  };
}

export function newWorkspace({ clock, random }: Pick<Tools, 'clock' | 'random'>, name: string): Workspace {
  return {
    id: random.uuid(),
    name,
    created: clock.now().toISOString(),
    plan: 'HOBBY',
    trial: false,
    customer: random.uuid(),
    limit: undefined,
    suspended: undefined,
    spent: 0,
  };
}

/** What a service has when nobody set anything. */
export function newSettings(): Settings {
  return {
    builder: 'RAILPACK',
    buildCommand: null,
    startCommand: null,
    preDeployCommand: null,
    rootDirectory: null,
    healthcheckPath: null,
    healthcheckTimeout: null,
    regions: null,
    restartPolicyType: 'ON_FAILURE',
    restartPolicyMaxRetries: 10,
    sleepApplication: false,
    memoryGB: null,
    vCPUs: null,
  };
}

/** The state with its tools, and how things of it are found. */
export class Books extends HostBooks<RailwayState, Tools> {
  id(): string {
    return this.tools.random.uuid();
  }

  /** Eight lower-case letters and digits, as the first label of a name that Railway gives. */
  label(): string {
    return this.tools.random.uuid().replaceAll('-', '').slice(0, 8);
  }

  workspaceOf(project: string): Workspace {
    const found = this.state.workspaces.find(({ id }) => id === this.project(project).workspace);
    if (!found) throw absent('Workspace');
    return found;
  }

  project(id: string): Project {
    return must(this.state.projects, id, 'Project');
  }

  service(id: string): Service {
    return must(this.state.services, id, 'Service');
  }

  deployment(id: string): Deployment {
    return must(this.state.deployments, id, 'Deployment');
  }

  instance(service: string, environment: string): Instance {
    const found = this.state.instances.find((one) => one.service === service && one.environment === environment);
    if (!found) throw absent('ServiceInstance');
    return found;
  }

  /** Newest first. */
  deploymentsOf({ service, environment }: Pick<Instance, 'service' | 'environment'>): Deployment[] {
    return this.state.deployments
      .filter((one) => one.service === service && one.environment === environment)
      .sort((a, b) => b.order - a.order);
  }

  /** What serves now, or gave up doing so. */
  current(instance: Pick<Instance, 'service' | 'environment'>): Deployment | undefined {
    return this.deploymentsOf(instance).find(({ status }) => status === 'SUCCESS' || status === 'CRASHED');
  }
}

function must<T extends { id: string }>(all: readonly T[], id: string, what: string): T {
  const found = all.find((one) => one.id === id);
  if (!found) throw absent(what);
  return found;
}
