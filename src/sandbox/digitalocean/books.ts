/** The state with its tools, and how it begins. */
import type { Random } from '../../core/ports.ts';
import { HostBooks, type HostTools } from '../hosting/books.ts';
import type { App, Deployment, DigitalOceanState, Project } from './model.ts';
import { absent } from './refusal.ts';

export interface Tools extends HostTools {
  /** How long a deployment that a change of an app begins waits for a machine, milliseconds. */
  pendingMs: number;
  /** Where logs are read: `https://proxy-apps-prod-nyc3-001.ondigitalocean.app`. */
  logs(): string;
}

export function newState({ random, clock }: Pick<Tools, 'random' | 'clock'>): DigitalOceanState {
  return {
    account: {
      uuid: random.uuid(),
      email: 'owner@kingdom77.test',
      name: 'Owner',
      team: { uuid: random.uuid(), name: 'Kingdom-77' },
      status: 'active',
      statusMessage: '',
      pays: true,
    },
    tokens: [{ id: random.uuid(), $secret: newToken(random), readOnly: false }],
    projects: [
      {
        id: random.uuid(),
        name: 'first-project',
        purpose: 'Just trying out DigitalOcean',
        environment: 'Development',
        isDefault: true,
        createdAt: clock.now().toISOString(),
      },
    ],
    apps: [],
    deployments: [],
    domains: [],
    opened: [],
    $logKey: letters(random, 32),
  };
}

export function newToken(random: Random): string {
  return `dop_v1_${letters(random, 64)}`;
}

export function letters(random: Random, count: number): string {
  return `${random.uuid()}${random.uuid()}`.replaceAll('-', '').slice(0, count);
}

/** The state with its tools, and how things of it are found. */
export class Books extends HostBooks<DigitalOceanState, Tools> {
  project(id: string): Project {
    return must(this.state.projects.find((one) => one.id === id));
  }

  app(id: string): App {
    return must(this.state.apps.find((one) => one.id === id));
  }

  deployment({ id }: Pick<App, 'id'>, deployment: string): Deployment {
    return must(this.state.deployments.find((one) => one.app === id && one.id === deployment));
  }

  /** Newest first. */
  deploymentsOf({ id }: Pick<App, 'id'>): Deployment[] {
    return this.state.deployments.filter(({ app }) => app === id).sort((a, b) => b.order - a.order);
  }

  /** What serves now. */
  active(app: Pick<App, 'id'>): Deployment | undefined {
    return this.deploymentsOf(app).find(({ phase }) => phase === 'ACTIVE');
  }
}

function must<T>(found: T | undefined): T {
  if (found === undefined) throw absent();
  return found;
}
