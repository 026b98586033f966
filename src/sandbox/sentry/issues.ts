/**
 * The list of issues, and as much of Sentry's search as k77 asks with: `is:`, `issue.category:`, `level:` (one or several), `has:` and `!has:` of tags.
 * https://docs.sentry.io/concepts/search/
 */
import type { Books } from './books.ts';
import type { Issue, Kept, Organization } from './model.ts';
import { Refusal } from './refusal.ts';
import { tagsOf } from './render-alerts.ts';

type Json = Record<string, unknown>;

const days = /^(\d+)d$/;
const usual = 'is:unresolved';

/** Newest first. */
export function issuesOf(books: Books, of: Organization, query: URLSearchParams): Json[] {
  const wanted = query.getAll('project');
  const projects = books.state.projects.filter(
    ({ organization, id, slug }) => organization === of.slug && (wanted.length === 0 || wanted.includes(slug) || wanted.includes(id)),
  );
  if (wanted.some((one) => !projects.some(({ id, slug }) => one === slug || one === id)))
    throw new Refusal(403, 'You do not have permission to perform this action.');
  const since = Date.parse(books.now()) - Number(days.exec(query.get('statsPeriod') ?? '')?.[1] ?? 90) * 86_400_000;
  const terms = (query.get('query') ?? usual).split(' ').filter(Boolean);
  return books.state.issues
    .filter(({ project, lastSeen }) => projects.some(({ id }) => id === project) && Date.parse(lastSeen) >= since)
    .filter((issue) => terms.every((term) => fits(books, issue, term)))
    .sort((a, b) => (a.firstSeen < b.firstSeen ? 1 : -1))
    .map((issue) => shown(books, of, issue));
}

function fits(books: Books, issue: Issue, term: string): boolean {
  const [, not = '', name = '', value = ''] = /^(!?)([\w.]+):(.+)$/.exec(term) ?? [];
  const said = value.startsWith('[') ? value.slice(1, -1).split(',') : [value];
  return holds(books, issue, name, said) === (not === '');
}

function holds(books: Books, issue: Issue, name: string, said: readonly string[]): boolean {
  if (name === 'is') return said.includes(issue.status);
  if (name === 'issue.category') return said.includes(issue.type === 'error' ? 'error' : 'metric');
  if (name === 'level') return said.includes(levelOf(books, issue));
  if (name === 'has') return eventsOf(books, issue).some(({ event }) => tagsOf(event).some(({ key }) => said.includes(key)));
  throw new Refusal(400, `Invalid query. Invalid key for this search: ${name}`);
}

function eventsOf({ state }: Books, { id }: Issue): Kept[] {
  return state.events.filter(({ issue }) => issue === id);
}

function levelOf(books: Books, issue: Issue): string {
  const level = eventsOf(books, issue).at(-1)?.event.level;
  return typeof level === 'string' ? level : 'error';
}

function shown(books: Books, of: Organization, issue: Issue): Json {
  const project = books.state.projects.find(({ id }) => id === issue.project);
  const [kind, value] = issue.title.split(': ', 2);
  return {
    ...{ id: issue.id, shareId: null, shortId: `${project?.slug ?? ''}-${issue.id}`.toUpperCase(), title: issue.title, culprit: null },
    permalink: `https://${of.slug}.sentry.io/issues/${issue.id}/`,
    ...{ logger: null, level: levelOf(books, issue), status: issue.status, statusDetails: {}, substatus: 'ongoing', isPublic: false },
    ...{ platform: project?.platform ?? null, priority: 'high', priorityLockedAt: null, seerFixabilityScore: null },
    ...{ seerAutofixLastTriggered: null, seerExplorerAutofixLastTriggered: null },
    project: { id: issue.project, name: project?.name ?? '', slug: project?.slug ?? '', platform: project?.platform ?? null },
    ...{
      type: issue.type === 'error' ? 'error' : 'generic',
      issueType: issue.type,
      issueCategory: issue.type === 'error' ? 'error' : 'metric',
    },
    metadata: { type: kind, value: value ?? '' },
    ...{ numComments: 0, assignedTo: null, isBookmarked: false, isSubscribed: false, subscriptionDetails: null, hasSeen: false },
    ...{ annotations: [], isUnhandled: false, count: String(issue.count), userCount: 0 },
    ...{ firstSeen: issue.firstSeen, lastSeen: issue.lastSeen, stats: { '14d': [] }, lifetime: {}, filtered: null },
  };
}
