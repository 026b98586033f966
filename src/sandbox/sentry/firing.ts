/**
 * What an error sets off: it belongs to an issue, alerts tell of it, and monitors count it. Mails go to an outbox that the dashboard shows.
 * https://docs.sentry.io/product/alerts/
 */
import type { Books } from './books.ts';
import type { Action, Condition, Detector, Group, Issue, Kept, Project, Workflow } from './model.ts';
import { titleOf } from './render-alerts.ts';

/** What an alert looks at. */
interface Occasion {
  project: Project;
  issue: Issue;
  environment: string;
  /** The issue is new, or was thought solved. */
  sign: 'first_seen_event' | 'regression_event' | 'again';
  /** Monitors that saw it. */
  detectors: readonly string[];
}

/** Puts an error into its issue, and lets alerts and monitors see it. */
export function fire(books: Books, project: Project, kept: Kept): void {
  const { issue, sign } = issueOf(books, project, kept);
  kept.issue = issue.id;
  const own = books.state.detectors.filter((one) => one.project === project.id && one.enabled);
  const stream = own.filter(({ type }) => type === 'error' || type === 'issue_stream').map(({ id }) => id);
  tell(books, { project, issue, environment: kept.environment, sign, detectors: stream });
  for (const one of own) if (one.type === 'metric_issue') measure(books, project, one, kept.environment);
}

function issueOf(books: Books, project: Project, kept: Kept): { issue: Issue; sign: Occasion['sign'] } {
  const { state } = books;
  const now = books.now();
  const fingerprint = fingerprintOf(kept.event);
  const there = state.issues.find((one) => one.project === project.id && one.fingerprint === fingerprint);
  if (there) {
    const sign = there.status === 'resolved' ? 'regression_event' : 'again';
    Object.assign(there, { count: there.count + 1, lastSeen: now, status: 'unresolved' });
    return { issue: there, sign };
  }
  const issue: Issue = {
    id: books.nextId(),
    project: project.id,
    fingerprint,
    title: titleOf(kept.event),
    type: 'error',
    status: 'unresolved',
    count: 1,
    firstSeen: now,
    lastSeen: now,
  };
  state.issues.push(issue);
  return { issue, sign: 'first_seen_event' };
}

interface Frame {
  in_app?: boolean;
  filename?: string;
  function?: string;
}

/** By the stack, and where there is none by the message without its numbers. */
function fingerprintOf(event: Record<string, unknown>): string {
  const values = (event.exception as { values?: { type?: string; stacktrace?: { frames?: Frame[] } }[] } | undefined)?.values ?? [];
  const last = values.at(-1);
  const frame = last?.stacktrace?.frames?.filter((one) => one.in_app !== false).at(-1);
  if (last?.type && frame) return `${last.type} ${frame.filename ?? ''} ${frame.function ?? ''}`;
  return titleOf(event).replace(/[\da-f-]{8,}|\d+/g, '#');
}

/** Alerts that watch one of the monitors. */
function tell(books: Books, occasion: Occasion): void {
  for (const one of books.state.workflows) {
    const watches = one.enabled && one.detectorIds.some((id) => occasion.detectors.includes(id));
    if (!watches || (one.environment !== null && one.environment !== occasion.environment)) continue;
    if (one.triggers && !meets(books, one.triggers, occasion)) continue;
    if (toldLately(books, one, occasion.issue)) continue;
    const groups = one.actionFilters.filter((group) => meets(books, group, occasion));
    for (const action of groups.flatMap(({ actions }) => actions)) mail(books, one, action, occasion);
    if (groups.length === 0) continue;
    one.lastTriggered = books.now();
    one.told[occasion.issue.id] = one.lastTriggered;
  }
}

/** `frequency` are minutes: of one issue it tells once in so many. */
function toldLately({ tools }: Books, { told, config }: Workflow, { id }: Issue): boolean {
  const last = told[id];
  return last !== undefined && tools.clock.now().getTime() - Date.parse(last) < Number(config.frequency ?? 0) * 60_000;
}

/** Without conditions it is always so. */
function meets(books: Books, { logicType, conditions }: Group, occasion: Occasion): boolean {
  if (conditions.length === 0) return true;
  const seen = (one: Condition): boolean => isSo(books, one, occasion);
  if (logicType === 'none') return !conditions.some(seen);
  return logicType === 'all' ? conditions.every(seen) : conditions.some(seen);
}

const seconds: Readonly<Record<string, number>> = { '1min': 60, '5min': 300, '15min': 900, '1h': 3600, '1hr': 3600, '1d': 86_400 };

function isSo(books: Books, { type, comparison }: Condition, { issue, sign, environment, project }: Occasion): boolean {
  if (type === 'first_seen_event' || type === 'regression_event') return sign === type;
  if (type === 'reappeared_event') return false;
  if (type !== 'event_frequency_count') return type === 'issue_priority_greater_or_equal';
  const { value = 0, interval = '1h' } = comparison as { value?: number; interval?: string };
  return eventsOf(books, project, environment, seconds[interval] ?? 3600).filter((one) => one.issue === issue.id).length > value;
}

function eventsOf({ state, tools }: Books, { id }: Project, environment: string | undefined, within: number): Kept[] {
  const since = tools.clock.now().getTime() - within * 1000;
  return state.events.filter(
    (one) => one.project === id && (environment === undefined || one.environment === environment) && Date.parse(one.received) > since,
  );
}

/** Counts what its source names; over the threshold it opens an issue, below it is over again. */
function measure(books: Books, project: Project, one: Detector, environment: string): void {
  const [source = {}] = one.dataSources;
  const wanted = typeof source.environment === 'string' ? source.environment : undefined;
  if (wanted !== undefined && wanted !== environment) return;
  const count = eventsOf(books, project, wanted, Number(source.timeWindow ?? 3600)).length;
  const over = (one.conditionGroup?.conditions ?? []).some(({ type, comparison }) => type === 'gt' && count > Number(comparison));
  const open = books.state.issues.find(({ id }) => id === one.open);
  if (!over && open) open.status = 'resolved';
  if (!over) one.open = null;
  if (!over || one.open !== null) return;
  const now = books.now();
  const issue: Issue = {
    id: books.nextId(),
    project: project.id,
    fingerprint: `monitor ${one.id}`,
    title: `${one.name}: ${count} in ${Number(source.timeWindow ?? 3600) / 60} min`,
    type: 'metric_issue',
    status: 'unresolved',
    count: 1,
    firstSeen: now,
    lastSeen: now,
  };
  books.state.issues.push(issue);
  one.open = issue.id;
  tell(books, { project, issue, environment, sign: 'first_seen_event', detectors: [one.id] });
}

function mail(books: Books, workflow: Workflow, { type, config }: Action, { issue, project, environment }: Occasion): void {
  if (type !== 'email') return;
  const { state } = books;
  const team = (slugOrId: string): string[] =>
    state.teams.find((one) => one.organization === project.organization && (one.id === slugOrId || one.slug === slugOrId))?.members ?? [];
  const target = String(config?.targetIdentifier ?? '');
  const ids =
    config?.targetType === 'team'
      ? team(target)
      : config?.targetType === 'user'
        ? [target]
        : [...new Set(project.teams.flatMap((slug) => team(slug)))];
  const to = state.members.filter(({ id }) => ids.includes(id)).map(({ email }) => email);
  // A team of nobody reads nothing.
  if (to.length === 0) return;
  const text = `${workflow.name}: ${issue.title} in ${project.slug} (${environment})`;
  state.mails.push({ at: books.now(), to, subject: `[Sentry] ${project.slug}: ${issue.title.slice(0, 80)}`, text });
  state.mails.splice(0, Math.max(0, state.mails.length - 100));
}
