/** Monitors, alerts, releases and events as the API words them. */
import type { Books } from './books.ts';
import type { Detector, Group, Kept, Organization, Release, Workflow } from './model.ts';

type Json = Record<string, unknown>;

export function detector(books: Books, one: Detector): Json {
  const [kind, id] = (one.owner ?? '').split(':');
  const team = books.state.teams.find((other) => other.id === id);
  return {
    id: one.id,
    projectId: one.project,
    name: one.name,
    type: one.type,
    ...(kind === 'team' && team ? { owner: { type: 'team', id: team.id, name: team.slug } } : {}),
    createdBy: null,
    latestGroup: null,
    description: null,
    workflowIds: books.state.workflows.filter(({ detectorIds }) => detectorIds.includes(one.id)).map(({ id: of }) => of),
    dateCreated: one.created,
    dateUpdated: one.created,
    dataSources: one.dataSources.map((source, index) => ({
      id: `${one.id}${index}`,
      type: 'snuba_query_subscription',
      sourceId: `${one.id}`,
      queryObj: { id: one.id, status: 1, subscription: null, snubaQuery: { id: one.id, ...source } },
    })),
    conditionGroup: one.conditionGroup && group(one.conditionGroup),
    config: one.config,
    enabled: one.enabled,
  };
}

function group({ id, logicType, conditions, actions }: Group): Json {
  const numbered = conditions.map((one, index) => ({ id: `${id}${index}`, ...one }));
  return {
    id,
    organizationId: '1',
    logicType,
    conditions: numbered,
    actions: actions.map((one, index) => ({ id: `${id}7${index}`, ...one })),
  };
}

export function workflow(books: Books, one: Workflow): Json {
  return {
    id: one.id,
    name: one.name,
    organizationId: books.organization(one.organization)?.id ?? '',
    createdBy: null,
    dateCreated: one.created,
    dateUpdated: one.created,
    triggers: one.triggers && group(one.triggers),
    actionFilters: one.actionFilters.map(group),
    environment: one.environment,
    config: one.config,
    detectorIds: one.detectorIds,
    enabled: one.enabled,
    lastTriggered: one.lastTriggered,
    owner: null,
  };
}

export function release(books: Books, of: Organization, one: Release): Json {
  const last = one.deploys.at(-1);
  const [name = '', build = ''] = one.version.split('@');
  return {
    id: one.id,
    version: one.version,
    ref: one.ref,
    url: null,
    dateReleased: one.dateReleased,
    dateCreated: one.created,
    dateStarted: null,
    owner: null,
    lastCommit: null,
    ...(last ? { lastDeploy: { ...last, dateStarted: null, name: last.name ?? '', url: last.url } } : {}),
    newGroups: 0,
    status: 'open',
    shortVersion: build || one.version,
    versionInfo: {
      package: build ? name : null,
      version: { raw: build || one.version },
      description: build || one.version,
      buildHash: null,
    },
    data: {},
    commitCount: 0,
    deployCount: one.deploys.length,
    authors: [],
    projects: one.projects.flatMap((slug) => {
      const project = books.project(of, slug);
      if (!project) return [];
      const platforms = project.platform === null ? [] : [project.platform];
      return [
        { id: Number(project.id), slug, name: project.name, platform: project.platform, platforms, hasHealthData: false, newGroups: 0 },
      ];
    }),
  };
}

export function deploy({ id, environment, name, url, dateFinished }: Release['deploys'][number]): Json {
  return { id, environment, name, url, dateStarted: null, dateFinished };
}

/** @param full everything that was kept of it */
export function event(one: Kept, full: boolean): Json {
  const { event: kept } = one;
  const user = (kept.user ?? null) as Json | null;
  return {
    id: one.id,
    'event.type': 'error',
    groupID: one.issue,
    eventID: one.id,
    projectID: one.project,
    message: titleOf(kept),
    title: titleOf(kept),
    location: null,
    culprit: typeof kept.transaction === 'string' ? kept.transaction : null,
    user: user && { id: null, email: null, username: null, ip_address: null, name: null, geo: null, data: null, ...user },
    tags: tagsOf(kept),
    platform: typeof kept.platform === 'string' ? kept.platform : null,
    dateCreated: one.received,
    crashFile: null,
    metadata: { title: titleOf(kept) },
    ...(full ? inFull(kept) : {}),
  };
}

function inFull(kept: Json): Json {
  const entries = ['exception', 'request', 'breadcrumbs', 'message'].flatMap((type) => (kept[type] ? [{ type, data: kept[type] }] : []));
  return {
    entries,
    contexts: kept.contexts ?? {},
    context: kept.extra ?? {},
    sdk: kept.sdk ?? null,
    release: kept.release ?? null,
    dist: null,
  };
}

export function titleOf(kept: Json): string {
  const values = (kept.exception as { values?: { type?: string; value?: string }[] } | undefined)?.values ?? [];
  const last = values.at(-1);
  if (last) return `${last.type ?? 'Error'}: ${last.value ?? ''}`;
  const { message, logentry } = kept as { message?: unknown; logentry?: { formatted?: string; message?: string } };
  return typeof message === 'string' ? message : (logentry?.formatted ?? logentry?.message ?? '<unlabeled event>');
}

/** Those that were sent, and those that Sentry adds. */
export function tagsOf(kept: Json): { key: string; value: string }[] {
  const sent = Array.isArray(kept.tags)
    ? (kept.tags as [string, string][])
    : Object.entries((kept.tags ?? {}) as Readonly<Record<string, string>>);
  const added = ['environment', 'level', 'release', 'server_name', 'transaction'].flatMap((name): [string, string][] =>
    typeof kept[name] === 'string' ? [[name, kept[name] as string]] : [],
  );
  return [...sent, ...added].map(([key, value]) => ({ key, value: String(value) }));
}
