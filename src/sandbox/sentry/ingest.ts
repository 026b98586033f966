/**
 * Where SDKs send: envelopes, and events one by one as of old. https://develop.sentry.dev/sdk/foundations/transport/envelopes/
 */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { type Books, hex, keptEvents } from './books.ts';
import { fire } from './firing.ts';
import type { Key, Project } from './model.ts';
import { json, Refusal } from './refusal.ts';
import { scrubbed } from './scrub.ts';

type Json = Record<string, unknown>;

/** `/api/4507701/envelope/`: of a project, by its number. */
export const ingestPath = /^\/api\/([1-9]\d*)\/(envelope|store)\/$/;

const shared = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'x-sentry-error,x-sentry-rate-limits,retry-after',
};
const allowed = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers':
    'x-sentry-auth,x-requested-with,x-forwarded-for,origin,referer,accept,content-type,authentication,authorization,content-encoding,transfer-encoding',
};

export function answerIngest(books: Books, incoming: Incoming): Outgoing {
  const [, number = '', kind] = ingestPath.exec(incoming.path) ?? [];
  if (incoming.method === 'OPTIONS') return { status: 200, headers: { ...shared, ...allowed }, body: '' };
  try {
    if (incoming.method !== 'POST') throw new Refusal(405, 'method not allowed');
    const items = kind === 'store' ? asItem(incoming.body) : itemsIn(incoming.body);
    const { project, key } = admitted(books, number, incoming, items.head);
    const limited = key.rateLimit && arrivedWith(books, project, key.rateLimit.window) >= key.rateLimit.count;
    const errors = items.list.filter(({ type }) => type === 'event');
    if (limited && errors.length > 0) return tooMany(key);
    const kept = errors.map(({ payload }) => keep(books, project, payload));
    return json(200, { id: kept[0] ?? items.head.event_id }, shared);
  } catch (error) {
    if (error instanceof Refusal) return json(error.status, error.body, { ...shared, 'x-sentry-error': error.message });
    throw error;
  }
}

interface Items {
  head: { event_id?: string; dsn?: string };
  list: readonly { type: string; payload: Json }[];
}

function asItem(body: string): Items {
  const payload = parsed(body);
  return { head: { event_id: String(payload.event_id ?? '') }, list: [{ type: 'event', payload }] };
}

/** A line of headers, then for each item a line of headers and its payload, which is as long as they say or ends with the line. */
function itemsIn(body: string): Items {
  const bytes = Buffer.from(body);
  let at = 0;
  const line = (): string => {
    const end = bytes.indexOf(10, at);
    const text = bytes.toString('utf8', at, end < 0 ? bytes.length : end);
    at = end < 0 ? bytes.length : end + 1;
    return text;
  };
  const head = parsed(line()) as Items['head'];
  const list: { type: string; payload: Json }[] = [];
  while (at < bytes.length) {
    const text = line();
    if (text.trim() === '') continue;
    const { type, length } = parsed(text) as { type?: string; length?: number };
    const end = length === undefined ? undefined : at + length;
    const payload = end === undefined ? line() : bytes.toString('utf8', at, end);
    if (end !== undefined) at = end + 1;
    // Attachments and recordings are no JSON, and nobody here looks at them.
    list.push({ type: String(type), payload: type === 'event' ? parsed(payload) : {} });
  }
  return { head, list };
}

function parsed(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch {
    // Refused below.
  }
  throw new Refusal(400, 'bad request');
}

function admitted(books: Books, number: string, incoming: Incoming, head: Items['head']): { project: Project; key: Key } {
  const given =
    new URLSearchParams(incoming.query).get('sentry_key') ??
    /sentry_key=([a-f\d]+)/.exec(incoming.headers['x-sentry-auth'] ?? incoming.headers.authorization ?? '')?.[1] ??
    (head.dsn && URL.canParse(head.dsn) ? new URL(head.dsn).username : undefined);
  if (!given) throw new Refusal(401, 'missing authorization information');
  const key = books.state.keys.find(({ id, project }) => id === given && project === number);
  const project = books.state.projects.find(({ id }) => id === number);
  if (!key?.active || !project) throw new Refusal(403, 'event submission rejected with_reason: ProjectId');
  return { project, key };
}

/** Errors of the last so many seconds. */
function arrivedWith({ state, tools }: Books, { id }: Project, seconds: number): number {
  const since = tools.clock.now().getTime() - seconds * 1000;
  return state.events.filter(({ project, received }) => project === id && Date.parse(received) > since).length;
}

function tooMany({ rateLimit }: Key): Outgoing {
  const seconds = rateLimit?.window ?? 60;
  const headers = { ...shared, 'retry-after': String(seconds), 'x-sentry-rate-limits': `${seconds}:error:key:key_quota` };
  return json(
    429,
    { detail: 'Sentry dropped data due to a quota or internal rate limit being reached. This will not affect your application.' },
    headers,
  );
}

/** @returns the id of the event */
function keep(books: Books, project: Project, sent: Json): string {
  const id = typeof sent.event_id === 'string' ? sent.event_id : hex(books.tools.random);
  if (books.state.events.some((one) => one.id === id)) return id;
  const event = scrubbed(books, project, sent);
  const environment = typeof event.environment === 'string' ? event.environment : 'production';
  const one = { id, project: project.id, issue: '', received: books.now(), environment, event: { ...event, environment } };
  project.firstEvent ??= one.received;
  released(books, project, event.release);
  books.state.events.push(one);
  books.state.events.splice(0, Math.max(0, books.state.events.length - keptEvents));
  fire(books, project, one);
  books.changed();
  return id;
}

/** A release is made by the first error that names it. */
function released(books: Books, project: Project, version: unknown): void {
  if (typeof version !== 'string' || version === '') return;
  const there = books.state.releases.find((one) => one.organization === project.organization && one.version === version);
  if (there) {
    if (!there.projects.includes(project.slug)) there.projects.push(project.slug);
    return;
  }
  const { organization, slug } = project;
  const id = Number(books.nextId());
  books.state.releases.push({
    id,
    organization,
    version,
    ref: null,
    dateReleased: null,
    created: books.now(),
    projects: [slug],
    deploys: [],
  });
}
