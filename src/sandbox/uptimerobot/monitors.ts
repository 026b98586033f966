/** Monitors as the API makes and changes them, within what the plan has. https://uptimerobot.com/pricing */
import { type Assigned, type Books, hex, type Monitor } from './model.ts';
import { bad, unpaid } from './refusal.ts';

export type Body = Readonly<Record<string, unknown>>;

const types = ['HTTP', 'KEYWORD', 'HEARTBEAT'] as const;
/** Free looks every five minutes, paid plans every minute. Seconds. */
const soonest = { free: 300, paid: 60 };

export function createMonitor(books: Books, body: Body): Monitor {
  const { state, tools } = books;
  if (state.monitors.length >= state.account.monitorLimit) throw unpaid('More monitors are');
  const type = types.find((one) => one === String(body.type).toUpperCase());
  if (!type) throw bad(`type must be one of ${types.join(', ')}`);
  for (const field of ['friendlyName', 'interval', ...(type === 'HEARTBEAT' ? [] : ['url', 'timeout'])])
    if (body[field] === undefined) throw bad(`${field} should not be empty`);
  if (type === 'KEYWORD')
    for (const field of ['keywordType', 'keywordCaseType', 'keywordValue'])
      if (body[field] === undefined) throw bad(`${field} should not be empty`);
  if (type === 'HEARTBEAT' && books.isFree()) throw unpaid('Heartbeat monitors are');
  const id = books.newId();
  const now = books.ms();
  const made: Monitor = {
    id,
    friendlyName: '',
    type,
    url: type === 'HEARTBEAT' ? `https://heartbeat.uptimerobot.com/m${id}-${hex(tools.random, 40)}` : '',
    interval: 300,
    timeout: null,
    gracePeriod: type === 'HEARTBEAT' ? 300 : null,
    // As documented: HEAD unless told, for keywords as well.
    httpMethodType: 'HEAD',
    keywordType: null,
    keywordCaseType: null,
    keywordValue: null,
    followRedirections: true,
    checkSSLErrors: false,
    sslExpirationReminder: false,
    domainExpirationReminder: false,
    successHttpResponseCodes: ['2xx', '3xx'],
    config: null,
    customHttpHeaders: null,
    authType: 'NONE',
    httpUsername: '',
    $httpPassword: '',
    assigned: [],
    status: tools.watching ? 'STARTED' : 'UP',
    since: now,
    created: now,
    $apiKey: `m${id}-${hex(tools.random, 24)}`,
    certificateEnds: null,
    told: [],
    beat: null,
    looks: 0,
    misses: 0,
    beats: 0,
  };
  change(books, made, body);
  state.monitors.push(made);
  return made;
}

/** What is told changes, the rest stays. */
export function change(books: Books, one: Monitor, body: Body): Monitor {
  const free = books.isFree();
  const interval = body.interval === undefined ? one.interval : number(body, 'interval');
  if (interval < soonest[free ? 'free' : 'paid'])
    throw bad(`interval must not be less than ${soonest[free ? 'free' : 'paid']} in your plan`);
  const next: Partial<Monitor> = {
    interval,
    ...text(body, 'friendlyName'),
    ...(one.type === 'HEARTBEAT' ? {} : text(body, 'url')),
    ...(body.timeout === undefined ? {} : { timeout: number(body, 'timeout') }),
    ...(body.gracePeriod === undefined ? {} : { gracePeriod: number(body, 'gracePeriod') }),
    ...text(body, 'httpMethodType'),
    ...text(body, 'keywordType'),
    ...text(body, 'keywordValue'),
    ...text(body, 'authType'),
    ...text(body, 'httpUsername'),
    ...(typeof body.httpPassword === 'string' ? { $httpPassword: body.httpPassword } : {}),
    ...(body.keywordCaseType === undefined ? {} : { keywordCaseType: caseOf(body.keywordCaseType) }),
    ...flag(body, 'followRedirections'),
    // Reminders are a part of paid plans.
    ...(free ? {} : { ...flag(body, 'checkSSLErrors'), ...flag(body, 'sslExpirationReminder'), ...flag(body, 'domainExpirationReminder') }),
    ...(body.config === undefined ? {} : { config: { ...one.config, ...(body.config as Monitor['config']) } }),
    ...(body.customHttpHeaders === undefined ? {} : { customHttpHeaders: body.customHttpHeaders as Record<string, string> }),
    ...(Array.isArray(body.successHttpResponseCodes) ? { successHttpResponseCodes: body.successHttpResponseCodes.map(String) } : {}),
    ...(body.assignedAlertContacts === undefined ? {} : { assigned: assigned(books, body.assignedAlertContacts) }),
  };
  const type = types.find((known) => known === String(body.type ?? one.type).toUpperCase());
  if (!type || (type === 'HEARTBEAT') !== (one.type === 'HEARTBEAT')) throw bad('the type of this monitor cannot become that');
  return Object.assign(one, next, { type });
}

function assigned(books: Books, given: unknown): Assigned[] {
  if (!Array.isArray(given)) throw bad('assignedAlertContacts must be an array');
  return given.map((one: Partial<Assigned>) => {
    const alertContactId = Number(one.alertContactId);
    if (!books.contact(alertContactId)) throw bad(`alert contact ${alertContactId} does not exist`);
    // Always 0 in the free plan, as documented.
    const delay = (value: number | undefined): number => (books.isFree() ? 0 : Number(value ?? 0));
    return { alertContactId, threshold: delay(one.threshold), recurrence: delay(one.recurrence) };
  });
}

/** A word when it is made, a number when it is changed. */
function caseOf(value: unknown): 0 | 1 {
  if (value === 'CaseSensitive' || value === 0) return 0;
  if (value === 'CaseInsensitive' || value === 1) return 1;
  throw bad('keywordCaseType must be one of CaseSensitive, CaseInsensitive');
}

function text<Name extends keyof Monitor>(body: Body, name: Name): Partial<Monitor> {
  const value = body[name];
  if (value === undefined) return {};
  if (typeof value !== 'string') throw bad(`${name} must be a string`);
  return { [name]: value };
}

function flag(body: Body, name: keyof Monitor): Partial<Monitor> {
  const value = body[name];
  if (value === undefined) return {};
  if (typeof value !== 'boolean') throw bad(`${name} must be a boolean value`);
  return { [name]: value };
}

function number(body: Body, name: string): number {
  const value = body[name];
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw bad(`${name} must be a number`);
}
