/**
 * The API v3: what phase 6.7 and its checks call, and no more. Rate limits (10 calls a minute on the free plan, twice the monitors on others) are not kept here.
 */
import type { Incoming, Outgoing } from '../../ports/listen.ts';
import { isSame } from '../same.ts';
import { setStatus } from './alarms.ts';
import type { Books } from './model.ts';
import { type Body, change, createMonitor } from './monitors.ts';
import { changePage, createPage } from './pages.ts';
import { changeChat, changeContact, createChat, createEmail } from './people.ts';
import { absent, bad, json, Refusal } from './refusal.ts';
import { alerts, contact, incident, incidentDetail, integration, monitor, page, user } from './views.ts';

interface Call {
  books: Books;
  id: string;
  body: Body;
  query: URLSearchParams;
}
interface Answer {
  status: 200 | 201;
  body: unknown;
}
const ok = (body: unknown): Answer => ({ status: 200, body });
const created = (body: unknown): Answer => ({ status: 201, body });

const calls: Readonly<Record<string, (call: Call) => Answer>> = {
  'GET /user/me': ({ books }) => ok(user(books)),
  'GET /user/alert-contacts': ({ books }) => ok(books.state.contacts.map(contact)),
  'GET /monitors': (call) => listed(call, 'monitors', call.books.state.monitors, (one) => monitor(call.books, one)),
  'POST /monitors': ({ books, body }) => created(monitor(books, createMonitor(books, body))),
  'GET /monitors/:id': ({ books, id }) => ok(monitor(books, at('Monitor', books.state.monitors, id))),
  'PATCH /monitors/:id': ({ books, id, body }) => ok(monitor(books, change(books, at('Monitor', books.state.monitors, id), body))),
  'DELETE /monitors/:id': ({ books, id }) => {
    const { id: gone } = at('Monitor', books.state.monitors, id);
    books.state.monitors = books.state.monitors.filter((one) => one.id !== gone);
    for (const one of books.state.pages) one.monitorIds = one.monitorIds.filter((other) => other !== gone);
    return ok(undefined);
  },
  'POST /monitors/:id/pause': ({ books, id }) => {
    const one = at('Monitor', books.state.monitors, id);
    setStatus(books, one, 'PAUSED');
    return created(monitor(books, one));
  },
  'POST /monitors/:id/start': ({ books, id }) => {
    const one = at('Monitor', books.state.monitors, id);
    if (one.status === 'PAUSED') setStatus(books, one, books.tools.watching ? 'STARTED' : 'UP');
    return created(monitor(books, one));
  },
  'GET /alert-contacts': (call) => listed(call, 'alert-contacts', call.books.state.contacts, contact),
  'POST /alert-contacts': ({ books, body }) => created(contact(createEmail(books, body))),
  'GET /alert-contacts/:id': ({ books, id }) => ok(contact(at('Alert contact', books.state.contacts, id))),
  'PATCH /alert-contacts/:id': ({ books, id, body }) => ok(contact(changeContact(at('Alert contact', books.state.contacts, id), body))),
  'DELETE /alert-contacts/:id': ({ books, id }) => {
    const { id: gone } = at('Alert contact', books.state.contacts, id);
    books.state.contacts = books.state.contacts.filter((one) => one.id !== gone);
    forgetContact(books, gone);
    return ok(undefined);
  },
  'GET /integrations': (call) => listed(call, 'integrations', call.books.state.integrations, integration),
  'POST /integrations': ({ books, body }) => created(integration(createChat(books, body))),
  'PATCH /integrations/:id': ({ books, id, body }) => ok(integration(changeChat(at('Integration', books.state.integrations, id), body))),
  'DELETE /integrations/:id': ({ books, id }) => {
    const { id: gone } = at('Integration', books.state.integrations, id);
    books.state.integrations = books.state.integrations.filter((one) => one.id !== gone);
    forgetContact(books, gone);
    return ok(undefined);
  },
  'GET /psps': (call) => listed(call, 'psps', call.books.state.pages, page),
  'POST /psps': ({ books, body }) => created(page(createPage(books, body))),
  'GET /psps/:id': ({ books, id }) => ok(page(at('PSP', books.state.pages, id))),
  'PATCH /psps/:id': ({ books, id, body }) => ok(page(changePage(books, at('PSP', books.state.pages, id), body))),
  'DELETE /psps/:id': ({ books, id }) => {
    const { id: gone } = at('PSP', books.state.pages, id);
    books.state.pages = books.state.pages.filter((one) => one.id !== gone);
    return ok(undefined);
  },
  'GET /incidents': ({ books, query }) => {
    const after = Date.parse(query.get('started_after') ?? '');
    const of = query.get('monitor_id');
    const found = books.state.incidents.filter(
      (one) => (Number.isNaN(after) || one.startedAt > after) && (of === null || String(one.monitor) === of),
    );
    return ok({ nextLink: null, data: [...found].reverse().map((one) => incident(books, one)) });
  },
  'GET /incidents/:id': ({ books, id }) => ok(incidentDetail(at('Incident', books.state.incidents, id))),
  'GET /incidents/:id/alerts': ({ books, id }) => ok(alerts(at('Incident', books.state.incidents, id))),
};

export function answerApi(books: Books, incoming: Incoming): Outgoing {
  try {
    const key = /^Bearer (.+)$/.exec(incoming.headers.authorization ?? '')?.[1] ?? '';
    const all = isSame(key, books.state.apiKey);
    if (!all && !isSame(key, books.state.readOnlyKey)) throw new Refusal(401, 'Unauthorized');
    if (!all && incoming.method !== 'GET') throw new Refusal(403, 'Forbidden: this API key is read-only');
    const { status, body } = route(books, incoming);
    if (incoming.method !== 'GET') books.changed();
    return json(status, body);
  } catch (error) {
    if (error instanceof Refusal) return error.toOutgoing();
    throw error;
  }
}

function route(books: Books, { method, path, body, query, headers }: Incoming): Answer {
  const words = path.replace(/^\/v3/, '').split('/').slice(1);
  const id = words[1] ?? '';
  const pattern = `${method} /${words.map((word, index) => (index === 1 && /\d/.test(word) ? ':id' : word)).join('/')}`;
  const call = calls[pattern];
  if (!call) throw new Refusal(404, `Cannot ${method} ${path}`);
  return call({ books, id, body: bodyIn(body, headers['content-type'] ?? ''), query: new URLSearchParams(query) });
}

/** JSON, or a form with nothing but texts in it. */
function bodyIn(body: string, type: string): Body {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/.exec(type)?.[1];
  if (boundary !== undefined) return formIn(body, boundary);
  if (body === '') return {};
  try {
    const value = JSON.parse(body) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Body;
  } catch {
    // Refused below.
  }
  throw bad('Unexpected token in JSON');
}

/** A name that comes twice is a list. */
function formIn(body: string, boundary: string): Body {
  const found: Record<string, unknown> = {};
  for (const part of body.split(`--${boundary}`)) {
    const [, name, text] = /name="([^"]+)"[\s\S]*?\r\n\r\n([\s\S]*)\r\n$/.exec(part) ?? [];
    if (name === undefined || text === undefined) continue;
    const plain = name.replace(/\[\]$/, '');
    const before = found[plain];
    if (plain === 'monitorIds' || before !== undefined)
      found[plain] = [...(Array.isArray(before) ? before : before === undefined ? [] : [before]), text];
    else found[plain] = text === 'true' ? true : text === 'false' ? false : text;
  }
  return found;
}

function at<Thing extends { id: number | string }>(what: string, all: readonly Thing[], id: string): Thing {
  const found = all.find((one) => String(one.id) === id);
  if (found) return found;
  throw absent(what);
}

/** Fifty on a page unless more are asked for. */
function listed<Thing extends { id: number }>({ query }: Call, path: string, all: readonly Thing[], view: (one: Thing) => unknown): Answer {
  const limit = Math.min(200, Math.max(1, Number(query.get('limit') ?? 50)));
  const cursor = Number(query.get('cursor') ?? 0);
  const rest = [...all].sort((a, b) => a.id - b.id).filter(({ id }) => id > cursor);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  const more = rest.length > limit && last ? `https://api.uptimerobot.com/v3/${path}?cursor=${last.id}` : null;
  return ok({ nextLink: more, data: shown.map(view) });
}

function forgetContact({ state }: Books, gone: number): void {
  for (const one of state.monitors) one.assigned = one.assigned.filter(({ alertContactId }) => alertContactId !== gone);
}
