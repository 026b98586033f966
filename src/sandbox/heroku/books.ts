/** The state with its tools, and how it begins. */
import { HostBooks, type HostTools } from '../hosting/books.ts';
import type { App, Formation, HerokuState, Release, Slug, Unit } from './model.ts';
import { absent } from './refusal.ts';

export type Tools = HostTools;

export function newState({ random, clock }: Pick<Tools, 'random' | 'clock'>): HerokuState {
  const letters = (count: number): string => `${random.uuid()}${random.uuid()}`.replaceAll('-', '').slice(0, count);
  return {
    account: {
      id: random.uuid(),
      email: 'owner@kingdom77.test',
      verified: true,
      delinquent: false,
      eco: false,
      defaultTeam: undefined,
      createdAt: clock.now().toISOString(),
    },
    teams: [],
    token: { $secret: `HRKU-${letters(60)}` },
    apps: [],
    builds: [],
    releases: [],
    slugs: [],
    units: [],
    domains: [],
    taken: [],
    sessions: [],
    github: { $secret: `github_pat_${letters(60)}`, closed: [], published: [], lent: [] },
    last: 0,
  };
}

/** The state with its tools, and how things of it are found. */
export class Books extends HostBooks<HerokuState, Tools> {
  /** A moment later than any that it gave: what is sorted by time must not change places. */
  moment(): string {
    this.state.last = Math.max(this.ms(), this.state.last + 1);
    return new Date(this.state.last).toISOString();
  }

  id(): string {
    return this.tools.random.uuid();
  }

  letters(count: number): string {
    return this.tools.random.uuid().replaceAll('-', '').slice(0, count);
  }

  /** By id or name. */
  app(wanted: string): App {
    const found = this.state.apps.find(({ id, name }) => id === wanted || name === wanted);
    if (!found) throw absent('app');
    return found;
  }

  slug(id: string | undefined): Slug | undefined {
    return this.state.slugs.find((one) => one.id === id);
  }

  /** Newest first. */
  releasesOf({ id }: Pick<App, 'id'>): Release[] {
    return this.state.releases.filter(({ app }) => app === id).sort((a, b) => b.version - a.version);
  }

  currentOf(app: App): Release | undefined {
    return this.releasesOf(app).find(({ version }) => version === app.current);
  }

  /** What runs, or would run if it were scaled. */
  unitOf(app: App): Unit | undefined {
    const current = this.currentOf(app)?.id;
    return this.state.units.find(({ release }) => release !== undefined && release === current);
  }

  formationOf(app: App, type: string | undefined): Formation | undefined {
    return app.formation.find((one) => one.type === type);
  }
}
