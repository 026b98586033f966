/** The state with its tools, and how it begins. */
import { createHash } from 'node:crypto';
import type { Random } from '../../core/ports.ts';
import { HostBooks, type HostTools } from '../hosting/books.ts';
import type { Deployment, Project, Team, VercelState } from './model.ts';
import { notFound, Refusal } from './refusal.ts';

export type Tools = HostTools;

export function newState({ clock, random }: Pick<Tools, 'clock' | 'random'>): VercelState {
  const createdAt = clock.now().getTime();
  return {
    user: { id: letters(random, 24), username: 'owner-77', name: 'Owner', email: 'owner@kingdom77.test', createdAt, plan: 'hobby' },
    teams: [{ id: `team_${letters(random, 24)}`, slug: 'kingdom-77', name: 'Kingdom-77', plan: 'pro', createdAt }],
    tokens: [{ id: random.uuid(), name: 'k77', $secret: letters(random, 24) }],
    projects: [],
    variables: [],
    deployments: [],
    domains: [],
    opened: [],
    claimed: [],
    spent: 0,
    count: 0,
  };
}

/** The state with its tools, and how things of it are found. */
export class Books extends HostBooks<VercelState, Tools> {
  id(prefix: string): string {
    return `${prefix}_${letters(this.tools.random, 24)}`;
  }

  team(id: string): Team | undefined {
    return this.state.teams.find((one) => one.id === id);
  }

  planOf(account: string): Team['plan'] {
    return this.team(account)?.plan ?? this.state.user.plan;
  }

  /** As it stands in addresses: of the team, or of the person. */
  slugOf(account: string): string {
    return this.team(account)?.slug ?? this.state.user.username;
  }

  /** @throws Refusal */
  project(nameOrId: string, account: string): Project {
    const found = this.state.projects.find((one) => one.account === account && (one.id === nameOrId || one.name === nameOrId));
    if (!found) throw notFound('Project not found.');
    return found;
  }

  projectOf({ project }: { project: string }): Project {
    const found = this.state.projects.find(({ id }) => id === project);
    if (!found) throw notFound('Project not found.');
    return found;
  }

  /** By id or address. @throws Refusal */
  deployment(idOrUrl: string, account: string): Deployment {
    const found = this.state.deployments.find(
      (one) => (one.id === idOrUrl || one.url === idOrUrl) && this.projectOf(one).account === account,
    );
    if (!found) throw new Refusal(404, 'not_found', 'The deployment could not be found.');
    return found;
  }

  /** Newest first. */
  deploymentsOf({ id }: Pick<Project, 'id'>): Deployment[] {
    return this.state.deployments.filter(({ project }) => project === id).sort((a, b) => b.order - a.order);
  }
}

/** Letters and digits, as ids and tokens of Vercel. */
export function letters(random: Random, count: number): string {
  return `${random.uuid()}${random.uuid()}${random.uuid()}`.replaceAll('-', '').slice(0, count);
}

/** The same for the same text, for ever. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
