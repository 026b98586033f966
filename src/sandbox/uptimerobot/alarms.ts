/** From what was seen to who is told: states of monitors, incidents, and the messages about them. */
import { askWeb } from '../../ports/web.ts';
import {
  type Books,
  type Contact,
  type Incident,
  type Kind,
  longestHistory,
  type Monitor,
  type Notice,
  type SentAlert,
  type Status,
} from './model.ts';

export interface Wrong {
  /** HTTP status, or a number of UptimeRobot's own. */
  cause: number;
  reason: string;
  httpCode: number | null;
}

export function setStatus(books: Books, one: Monitor, status: Status, wrong?: Wrong): void {
  if (one.status === status) return;
  const before = one.status;
  Object.assign(one, { status, since: books.ms() });
  if (status === 'DOWN') begin(books, one, wrong ?? { cause: 0, reason: 'Down', httpCode: null });
  const open = books.state.incidents.find(({ monitor, resolvedAt }) => monitor === one.id && resolvedAt === null);
  if (status === 'UP' && open) end(books, one, open);
  if (status === 'PAUSED' && open) open.resolvedAt = books.ms();
  // A look that will be repeated is nobody's business yet.
  if (!(before === 'UP' && status === 'LOOKS_DOWN') && !(before === 'LOOKS_DOWN' && status === 'UP')) books.changed();
}

function begin(books: Books, one: Monitor, { cause, reason, httpCode }: Wrong): void {
  const { state, tools } = books;
  const id = `${books.newId()}${tools.random.uuid().slice(0, 8)}`;
  state.incidents.push({ id, monitor: one.id, cause, reason, httpCode, url: one.url, startedAt: books.ms(), resolvedAt: null, alerts: [] });
  state.incidents.splice(0, Math.max(0, state.incidents.length - longestHistory));
  tell(books, one, 'down', id, `${one.friendlyName} is DOWN: ${reason}`);
}

function end(books: Books, one: Monitor, open: Incident): void {
  open.resolvedAt = books.ms();
  const seconds = Math.round((open.resolvedAt - open.startedAt) / 1000);
  tell(books, one, 'up', open.id, `${one.friendlyName} is UP: it was down for ${seconds} s (${open.reason})`);
}

/** Once for each number of days that is asked for, and for each certificate. */
export function remind(books: Books, one: Monitor, ends: string): void {
  if (!one.sslExpirationReminder) return;
  const left = Math.floor((Date.parse(ends) - books.ms()) / 86_400_000);
  const due = (one.config?.sslExpirationPeriodDays ?? [30, 14, 7, 1]).filter((days) => left <= days).sort((a, b) => a - b)[0];
  if (due === undefined || one.told.includes(`${ends} ${due}`)) return;
  one.told = [...one.told.slice(-20), `${ends} ${due}`];
  books.changed();
  tell(books, one, 'certificate', null, `The certificate of ${one.friendlyName} ends in ${left} days, on ${ends.slice(0, 10)}`);
}

function tell(books: Books, one: Monitor, kind: Kind, incident: string | null, text: string): void {
  const contacts = one.assigned.flatMap(({ alertContactId }) => books.contact(alertContactId) ?? []);
  for (const contact of contacts)
    if (wants(contact, kind)) books.state.notices.push({ contact: contact.id, kind, monitor: one.id, incident, text });
  books.changed();
}

/** 0 both, 1 down, 2 up, 3 nothing. */
function wants({ status, enableNotificationsFor: events, sslExpirationReminder }: Contact, kind: Kind): boolean {
  if (status !== 'Active') return false;
  if (kind === 'certificate') return sslExpirationReminder;
  return events === 0 || events === (kind === 'down' ? 1 : 2);
}

const colours: Readonly<Record<Kind, number>> = { down: 0xdf484a, up: 0x3bd671, certificate: 0xf29030 };

/** Sends what waits. Nothing is sent twice: a chat that refuses it has not got it. */
export async function deliver(books: Books): Promise<void> {
  const { state } = books;
  while (state.notices.length > 0) {
    const [notice] = state.notices.splice(0, 1);
    if (!notice) return;
    const contact = books.contact(notice.contact);
    if (contact) await deliverTo(books, notice, contact);
    books.changed();
  }
}

async function deliverTo(books: Books, notice: Notice, contact: Contact): Promise<void> {
  const { state, tools } = books;
  const about = books.monitor(notice.monitor)?.friendlyName ?? '';
  const arrived = contact.type === 'Email' || (await posted(books, notice, contact));
  const at = tools.clock.now().toISOString();
  if (arrived) {
    const to = contact.type === 'Email' ? contact.value : contact.friendlyName;
    state.outbox.push({ to, channel: contact.type, kind: notice.kind, about, subject: notice.text, at });
    state.outbox.splice(0, Math.max(0, state.outbox.length - longestHistory));
  }
  const sent: SentAlert = {
    timestamp: at,
    recipientName: contact.friendlyName,
    recipientValue: contact.type === 'Email' ? contact.value : contact.type,
    channelType: contact.type,
    status: arrived ? 'SUCCESS' : 'NOT_DELIVERED',
    kind: notice.kind,
  };
  state.incidents.find(({ id }) => id === notice.incident)?.alerts.push(sent);
}

/** Its own words: how the real one puts them is published nowhere. */
async function posted({ tools }: Books, { text, kind }: Notice, { type, value, customValue }: Contact): Promise<boolean> {
  const body =
    type === 'Discord'
      ? { username: 'UptimeRobot', ...(customValue ? { content: customValue } : {}), embeds: [{ description: text, color: colours[kind] }] }
      : { text: customValue ? `${text} ${customValue}` : text };
  const seen = await askWeb(value, {
    clock: tools.clock,
    network: tools.network(),
    timeoutMs: 10_000,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': userAgent },
    body: JSON.stringify(body),
  });
  return seen.state === 'answered' && seen.status < 300;
}

/** https://help.uptimerobot.com/en/articles/11360800 */
export const userAgent = 'Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)';
