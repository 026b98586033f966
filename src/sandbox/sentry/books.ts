/** The state of the emulated Sentry, that it changed, and what comes with a new organization, project or key. */
import type { Clock, Random } from '../../core/ports.ts';
import type { Key, Organization, Project, SentryState, Team } from './model.ts';

export interface Tools {
  clock: Clock;
  random: Random;
}

/** What the recipe of the token asks for. Write brings read along: https://docs.sentry.io/api/permissions/ */
export const recipe = [
  ...['org:read', 'org:write', 'team:read', 'team:write', 'project:read', 'project:write', 'alerts:read', 'alerts:write'],
  'event:read',
];
/** Of the Team plan; Business has `rate-limits` besides, Developer has neither. */
export const features = { developer: [], team: ['incidents'], business: ['incidents', 'rate-limits'] } as const;

/** Events that are kept; older ones are forgotten. */
export const keptEvents = 300;

export function newState({ clock, random }: Tools): SentryState {
  const state: SentryState = {
    $token: `sntryi_${hex(random)}${hex(random)}`,
    $authToken: '',
    scopes: [...recipe],
    organizations: [],
    members: [],
    teams: [],
    projects: [],
    keys: [],
    detectors: [],
    workflows: [],
    releases: [],
    issues: [],
    events: [],
    mails: [],
    last: 4_507_700,
  };
  const books = new Books(state, { clock, random });
  const one = books.addOrganization('kingdom77', 'us');
  state.members.push({ id: books.nextId(), organization: one.slug, email: 'owner@kingdom77.test' });
  const inside = { iat: clock.now().getTime() / 1000, url: 'https://sentry.io', region_url: 'https://us.sentry.io', org: one.slug };
  state.$authToken = `sntrys_${Buffer.from(JSON.stringify(inside)).toString('base64')}_${random.token(43)}`;
  return state;
}

export function hex(random: Random): string {
  return random.uuid().replaceAll('-', '');
}

/** The state, and that it changed. */
export class Books {
  readonly state: SentryState;
  readonly tools: Tools;
  version = 0;

  constructor(state: SentryState, tools: Tools) {
    this.state = state;
    this.tools = tools;
  }

  changed(): void {
    this.version++;
  }

  now(): string {
    return this.tools.clock.now().toISOString();
  }

  nextId(): string {
    this.state.last += 1;
    return String(this.state.last);
  }

  addOrganization(slug: string, region: Organization['region']): Organization {
    const made: Organization = {
      id: this.nextId(),
      slug,
      name: slug,
      region,
      features: [...features.team],
      created: this.now(),
      dataScrubber: false,
      dataScrubberDefaults: false,
      scrubIPAddresses: false,
      sensitiveFields: [],
    };
    this.state.organizations.push(made);
    return made;
  }

  /** With what comes with every project: a key, and the monitors of its errors. */
  addProject(organization: Organization, wanted: Pick<Project, 'slug' | 'name' | 'platform'>, team: Team): Project {
    const made: Project = {
      ...wanted,
      id: this.nextId(),
      organization: organization.slug,
      teams: [team.slug],
      spikeProtectionOff: false,
      created: this.now(),
      firstEvent: null,
      dataScrubber: true,
      dataScrubberDefaults: true,
      scrubIPAddresses: false,
      sensitiveFields: [],
    };
    this.state.projects.push(made);
    this.addKey(made, 'Default', null);
    for (const [type, name] of [
      ['error', 'Error Monitor'],
      ['issue_stream', 'Issue Stream'],
    ] as const)
      this.state.detectors.push({
        id: this.nextId(),
        project: made.id,
        name,
        type,
        enabled: true,
        dataSources: [],
        config: {},
        conditionGroup: null,
        owner: null,
        created: this.now(),
        open: null,
      });
    return made;
  }

  addKey(project: Project, name: string, rateLimit: Key['rateLimit']): Key {
    const { random } = this.tools;
    const made = { id: hex(random), project: project.id, name, $secret: hex(random), active: true, rateLimit, created: this.now() };
    this.state.keys.push(made);
    return made;
  }

  organization(idOrSlug: string): Organization | undefined {
    return this.state.organizations.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
  }

  project(organization: Organization, idOrSlug: string): Project | undefined {
    return this.state.projects.find((one) => one.organization === organization.slug && (one.id === idOrSlug || one.slug === idOrSlug));
  }
}
