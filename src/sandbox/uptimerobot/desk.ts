/**
 * What a person does in the UptimeRobot dashboard, and what only UptimeRobot could: the actions behind the emulated dashboard's buttons, used by the page, by the
 * control API and by the scripted operator.
 */
import { type Actions, type Fields, performer, unknownAt } from '../hosting/buttons.ts';
import { setStatus } from './alarms.ts';
import type { Books, Contact, Monitor, Page, Status } from './model.ts';
import { change, createMonitor } from './monitors.ts';
import { Refusal } from './refusal.ts';

const unknown = unknownAt('UptimeRobot');

const actions: Actions<Books> = {
  /** The owner of a mailbox follows the link: the one that is named, or all that wait. */
  'confirm-email': ({ state }, { address }) => {
    const waiting = state.contacts.filter(({ status, value }) => status === 'NotActivated' && (!address || value === address));
    for (const one of waiting) one.status = 'Active';
    return waiting.map(({ value }) => value);
  },
  'pause-contact': (books, fields) => Object.assign(contactIn(books, fields), { status: 'Paused' }).status,
  'remove-contact': (books, fields) => {
    const { id } = contactIn(books, fields);
    const { state } = books;
    state.contacts = state.contacts.filter((one) => one.id !== id);
    state.integrations = state.integrations.filter((one) => one.id !== id);
    for (const one of state.monitors) one.assigned = one.assigned.filter(({ alertContactId }) => alertContactId !== id);
  },
  'quiet-contact': (books, fields) => Object.assign(contactIn(books, fields), { enableNotificationsFor: 2 }).id,
  'set-plan': ({ state }, { plan = 'Free' }) => {
    Object.assign(state.account, { plan, monitorLimit: 50 });
    return plan;
  },
  pause: (books, fields) => setStatus(books, monitorIn(books, fields), 'PAUSED'),
  start: (books, fields) => setStatus(books, monitorIn(books, fields), books.tools.watching ? 'STARTED' : 'UP'),
  /** Fields as the API has them, JSON. */
  change: (books, fields) => change(books, monitorIn(books, fields), JSON.parse(fields.fields ?? '{}') as Fields).id,
  'remove-monitor': (books, fields) => {
    const { id } = monitorIn(books, fields);
    books.state.monitors = books.state.monitors.filter((one) => one.id !== id);
    for (const page of books.state.pages) page.monitorIds = page.monitorIds.filter((one) => one !== id);
  },
  /** By hand, as the guide has it. */
  'create-monitor': (books, { fields = '{}' }) => createMonitor(books, JSON.parse(fields) as Fields).id,
  /** In a world in which nobody looks: what it would have found. */
  'set-status': (books, fields) =>
    setStatus(books, monitorIn(books, fields), (fields.status ?? 'DOWN') as Status, {
      cause: 503,
      reason: fields.reason ?? 'HTTP 503',
      httpCode: 503,
    }),
  'change-page': (books, { fields = '{}', ...which }) => Object.assign(pageIn(books, which), JSON.parse(fields) as Partial<Page>).id,
  'remove-page': (books, fields) => {
    const { id } = pageIn(books, fields);
    books.state.pages = books.state.pages.filter((one) => one.id !== id);
  },
  /** How much faster it looks than the real one, and how much sooner the silence of a heartbeat counts. */
  pace: ({ state }, { factor, heart }) => {
    for (const text of [factor, heart])
      if (text !== undefined && !(Number(text) > 0)) throw new Refusal(400, `${text} is no number above 0`);
    state.pace = { factor: Number(factor ?? state.pace.factor), heart: Number(heart ?? state.pace.heart) };
    return state.pace;
  },
  /** What it saw and whom it told; no secret in it. */
  report: ({ state }) => ({
    pace: state.pace,
    monitors: state.monitors.map(({ friendlyName, status, looks, misses, beats }) => ({ friendlyName, status, looks, misses, beats })),
    outbox: state.outbox,
    incidents: state.incidents.map(({ monitor, reason, startedAt, resolvedAt }) => ({ monitor, reason, startedAt, resolvedAt })),
  }),
};

export const perform = performer('UptimeRobot', actions, Refusal);

function monitorIn({ state }: Books, { monitor = '' }: Fields): Monitor {
  const found = state.monitors.find(({ id, friendlyName }) => String(id) === monitor || friendlyName === monitor);
  if (found) return found;
  throw unknown(
    'monitor',
    monitor,
    `Name one of ${state.monitors.map(({ friendlyName }) => friendlyName).join(', ') || 'those that deploy makes'}`,
  );
}

function contactIn({ state }: Books, { contact = '' }: Fields): Contact {
  const all = [...state.contacts, ...state.integrations];
  const found = all.find(({ id, value, friendlyName, type }) => [String(id), value, friendlyName, type].includes(contact));
  if (found) return found;
  throw unknown('contact', contact, `Name one of ${all.map(({ friendlyName }) => friendlyName).join(', ')}`);
}

function pageIn({ state }: Books, { page }: Fields): Page {
  const found =
    page === undefined ? state.pages[0] : state.pages.find(({ id, friendlyName }) => String(id) === page || friendlyName === page);
  if (found) return found;
  throw unknown('status page', page ?? '', 'Let deploy make it first');
}
