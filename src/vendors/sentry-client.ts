/** The calls of Sentry's API that k77 makes, typed after its description. https://docs.sentry.io/api/ */
import type { Door } from '../core/vendor.ts';
import { base, regions, SentryHttp, SentryRefusal } from './sentry-http.ts';
import type {
  NewDetector,
  NewWorkflow,
  SentryConditionGroup,
  SentryDeploy,
  SentryDetector,
  SentryEvent,
  SentryIssue,
  SentryKey,
  SentryOrganization,
  SentryPrivacy,
  SentryProject,
  SentryRelease,
  SentryTeam,
  SentryWorkflow,
} from './sentry-types.ts';

export class SentryClient {
  readonly #door: Door;
  readonly #token: string;

  constructor(door: Door, token: string) {
    this.#door = door;
    this.#token = token;
  }

  /** All that the token opens. sentry.io knows those of the United States; one in the European Union answers only where it lives. */
  async organizations(): Promise<SentryOrganization[]> {
    const http = new SentryHttp(this.#door, this.#token);
    const list = (at: string): Promise<SentryOrganization[]> => http.all('/organizations/', { at });
    try {
      const found = await list(base);
      return found.length > 0 ? found : await list(regions[1]);
    } catch (error) {
      if (!(error instanceof SentryRefusal) || error.status !== 401) throw error;
      return list(regions[1]).catch(() => {
        throw error;
      });
    }
  }

  /** @param region `https://us.sentry.io`, as the organization tells it */
  in(region: string, slug: string): SentryPlace {
    return new SentryPlace(new SentryHttp(this.#door, this.#token, region), slug);
  }
}

/** One organization, where it lives. */
export class SentryPlace {
  readonly #http: SentryHttp;
  readonly #organization: string;
  readonly #slug: string;

  constructor(http: SentryHttp, slug: string) {
    this.#http = http;
    this.#slug = encodeURIComponent(slug);
    this.#organization = `/organizations/${this.#slug}`;
  }

  organization(): Promise<SentryOrganization & SentryPrivacy> {
    return this.#http.json('GET', `${this.#organization}/`);
  }

  setOrganizationPrivacy(privacy: Partial<SentryPrivacy>): Promise<unknown> {
    return this.#http.json('PUT', `${this.#organization}/`, { body: privacy });
  }

  team(slug: string): Promise<SentryTeam | undefined> {
    return this.#http.maybe(`/teams/${this.#slug}/${slug}/`);
  }

  createTeam(slug: string, name: string): Promise<SentryTeam> {
    return this.#http.json('POST', `${this.#organization}/teams/`, { body: { slug, name } });
  }

  project(slug: string): Promise<SentryProject | undefined> {
    return this.#http.maybe(`${this.#project(slug)}/`);
  }

  /** Without the alert that Sentry would add by itself: k77 makes its own. */
  createProject(team: string, wanted: { slug: string; name: string; platform: string }): Promise<SentryProject> {
    return this.#http.json('POST', `/teams/${this.#slug}/${team}/projects/`, { body: { ...wanted, default_rules: false } });
  }

  addTeam(project: string, team: string): Promise<unknown> {
    return this.#http.json('POST', `${this.#project(project)}/teams/${team}/`);
  }

  /**
   * The description of the API leaves these fields out of a project's update; its source takes them from whoever may write to the project:
   * https://github.com/getsentry/sentry/blob/master/src/sentry/core/endpoints/project_details.py
   */
  setProjectPrivacy(project: string, privacy: Partial<SentryPrivacy>): Promise<unknown> {
    return this.#http.json('PUT', `${this.#project(project)}/`, { body: privacy });
  }

  keys(project: string): Promise<SentryKey[]> {
    return this.#http.all(`${this.#project(project)}/keys/`);
  }

  createKey(project: string, name: string, rateLimit?: SentryKey['rateLimit']): Promise<SentryKey> {
    return this.#http.json('POST', `${this.#project(project)}/keys/`, { body: { name, ...(rateLimit ? { rateLimit } : {}) } });
  }

  updateKey(project: string, key: string, change: Partial<Pick<SentryKey, 'isActive' | 'rateLimit'>>): Promise<SentryKey> {
    return this.#http.json('PUT', `${this.#project(project)}/keys/${key}/`, { body: change });
  }

  async protectFromSpikes(projects: readonly string[], on: boolean): Promise<void> {
    await this.#http.json(on ? 'POST' : 'DELETE', `${this.#organization}/spike-protections/`, { body: { projects } });
  }

  detectors(projects: readonly string[]): Promise<SentryDetector[]> {
    return this.#http.all(`${this.#organization}/detectors/`, { query: { project: projects } });
  }

  createDetector(project: string, wanted: NewDetector): Promise<SentryDetector> {
    return this.#http.json('POST', `${this.#organization}/projects/${project}/detectors/`, { body: detectorBody(wanted) });
  }

  updateDetector(id: string, wanted: NewDetector): Promise<SentryDetector> {
    return this.#http.json('PUT', `${this.#organization}/detectors/${id}/`, { body: detectorBody(wanted) });
  }

  async removeDetector(id: string): Promise<void> {
    await this.#http.json('DELETE', `${this.#organization}/detectors/${id}/`);
  }

  workflows(): Promise<SentryWorkflow[]> {
    return this.#http.all(`${this.#organization}/workflows/`);
  }

  createWorkflow(wanted: NewWorkflow): Promise<SentryWorkflow> {
    return this.#http.json('POST', `${this.#organization}/workflows/`, { body: workflowBody(wanted) });
  }

  updateWorkflow(id: string, wanted: NewWorkflow): Promise<SentryWorkflow> {
    return this.#http.json('PUT', `${this.#organization}/workflows/${id}/`, { body: { id, ...workflowBody(wanted) } });
  }

  async removeWorkflow(id: string): Promise<void> {
    await this.#http.json('DELETE', `${this.#organization}/workflows/${id}/`);
  }

  release(version: string): Promise<SentryRelease | undefined> {
    return this.#http.maybe(`${this.#organization}/releases/${encodeURIComponent(version)}/`);
  }

  /** One that is there already is found, and gets these projects besides. */
  createRelease(wanted: { version: string; projects: readonly string[]; ref: string; dateReleased: string }): Promise<SentryRelease> {
    return this.#http.json('POST', `${this.#organization}/releases/`, { body: wanted });
  }

  /** None of a release that is not there. */
  deploys(version: string): Promise<SentryDeploy[]> {
    return this.#http
      .all<SentryDeploy>(`${this.#organization}/releases/${encodeURIComponent(version)}/deploys/`)
      .catch((error: unknown) => {
        if (error instanceof SentryRefusal && error.status === 404) return [];
        throw error;
      });
  }

  createDeploy(version: string, wanted: { environment: string; name: string; projects: readonly string[] }): Promise<SentryDeploy> {
    return this.#http.json('POST', `${this.#organization}/releases/${encodeURIComponent(version)}/deploys/`, { body: wanted });
  }

  /** Those of the last hour, newest first, with everything that they carry. @param pages that are looked at, of 100 each */
  latestEvents(project: string, pages = 3): Promise<SentryEvent[]> {
    return this.#http.all(`${this.#project(project)}/events/`, { query: { full: true, statsPeriod: '1h' } }, pages);
  }

  /**
   * Errors that nobody has resolved, of the last 14 days, newest first; those that k77 made on purpose left out. At most 300.
   * https://docs.sentry.io/concepts/search/searchable-properties/issues/
   * @param projects their slugs
   */
  unresolved(projects: readonly string[]): Promise<SentryIssue[]> {
    const query = 'is:unresolved issue.category:error level:[error,fatal] !has:k77_marker';
    return this.#http.all(`${this.#organization}/issues/`, { query: { project: projects, query, statsPeriod: '14d', sort: 'new' } }, 3);
  }

  /** Errors that were accepted in the last 30 days, of the whole organization: its quota is counted so. */
  async errorsInMonth(): Promise<number> {
    const query = {
      groupBy: 'outcome',
      field: 'sum(quantity)',
      category: 'error',
      outcome: 'accepted',
      statsPeriod: '30d',
      interval: '1d',
    };
    const seen = await this.#http.json<{ groups: { totals: Record<string, number> }[] }>('GET', `${this.#organization}/stats_v2/`, {
      query,
    });
    return seen.groups.reduce((sum, { totals }) => sum + (totals['sum(quantity)'] ?? 0), 0);
  }

  #project(slug: string): string {
    return `/projects/${this.#slug}/${slug}`;
  }
}

/** Fields as the description spells them; ids of monitors are numbers in what is sent, and texts in what is answered. */
function workflowBody({ detectorIds, actionFilters, triggers, ...wanted }: NewWorkflow): Readonly<Record<string, unknown>> {
  return { ...wanted, detector_ids: detectorIds.map(Number), triggers: groupBody(triggers), action_filters: actionFilters };
}

function detectorBody({ dataSources, conditionGroup, ...wanted }: NewDetector): Readonly<Record<string, unknown>> {
  return { ...wanted, data_sources: dataSources, condition_group: groupBody(conditionGroup) };
}

function groupBody({ logicType, conditions }: SentryConditionGroup): Readonly<Record<string, unknown>> {
  return { logic_type: logicType, conditions };
}
