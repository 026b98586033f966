/** The state with its tools, and how it begins. */
import type { Random } from '../../core/ports.ts';
import { HostBooks, type HostTools } from '../hosting/books.ts';
import type { Deploy, Environment, Owner, Project, RenderState, Service } from './model.ts';
import { absent } from './refusal.ts';

export interface Tools extends HostTools {
  /** How long the deploy that a new service begins waits for a machine, milliseconds. */
  firstDeployMs: number;
}

export function newState({ random }: Pick<Tools, 'random'>): RenderState {
  return {
    user: { name: 'Owner', email: 'owner@kingdom77.test' },
    owners: [newOwner(random, 'Kingdom-77')],
    keys: [{ id: random.uuid(), name: 'k77', $secret: `rnd_${letters(random, 32)}` }],
    projects: [],
    environments: [],
    services: [],
    deploys: [],
    domains: [],
    opened: [],
  };
}

export function newOwner(random: Random, name: string): Owner {
  return {
    id: `tea-${letters(random, 20)}`,
    name,
    email: 'owner@kingdom77.test',
    type: 'team',
    plan: 'hobby',
    pays: true,
    notifications: { slackEnabled: false, emailEnabled: true, previewNotificationsEnabled: false, notificationsToSend: 'failure' },
  };
}

/** Lower-case letters and digits, as ids of Render. */
function letters(random: Random, count: number): string {
  return `${random.uuid()}${random.uuid()}`.replaceAll('-', '').slice(0, count);
}

/** The state with its tools, and how things of it are found. */
export class Books extends HostBooks<RenderState, Tools> {
  /** `srv-` and twenty letters and digits. */
  id(prefix: string): string {
    return `${prefix}-${letters(this.tools.random, 20)}`;
  }

  owner(id: string): Owner {
    return must(this.state.owners, id, 'owner');
  }

  project(id: string): Project {
    return must(this.state.projects, id, 'project');
  }

  environment(id: string): Environment {
    return must(this.state.environments, id, 'environment');
  }

  service(id: string): Service {
    return must(this.state.services, id, 'service');
  }

  deploy({ id }: Pick<Service, 'id'>, deploy: string): Deploy {
    const found = this.state.deploys.find((one) => one.service === id && one.id === deploy);
    if (!found) throw absent(`deploy ${deploy}`);
    return found;
  }

  /** Newest first. */
  deploysOf({ id }: Pick<Service, 'id'>): Deploy[] {
    return this.state.deploys.filter(({ service }) => service === id).sort((a, b) => b.order - a.order);
  }

  /** What serves now. */
  live(service: Pick<Service, 'id'>): Deploy | undefined {
    return this.deploysOf(service).find(({ status }) => status === 'live');
  }
}

function must<T extends { id: string }>(all: readonly T[], id: string, what: string): T {
  const found = all.find((one) => one.id === id);
  if (!found) throw absent(`${what} ${id}`);
  return found;
}
