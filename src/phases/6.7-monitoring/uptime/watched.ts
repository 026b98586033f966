/**
 * What is watched, and how: four by a keyword that only a healthy answer has, the bot by the heartbeat that it sends itself. Pure.
 */
import type { Values } from '../../../core/keys.ts';
import type { MonitorWish, UptimeMonitor } from '../../../vendors/uptimerobot-types.ts';
import { hostsOf } from '../../6.4-domain/hosts.ts';

export const served = ['api', 'dashboard', 'database', 'cache'] as const;
export type Served = (typeof served)[number];
export type Watched = Served | 'bot';

/** An answer of a service that is broken never has this: `unhealthy` does not contain the quotation mark before it. */
export const healthy = '"status":"healthy"';

const titles: Readonly<Record<Watched, string>> = { api: 'API', dashboard: 'Dashboard', database: 'Database', cache: 'Cache', bot: 'Bot' };

export type Known = Values<'project' | 'domain' | 'ENVIRONMENT' | 'UPTIME_PLAN'> & Partial<Values<'HEARTBEAT_SECONDS'>>;

/** A monitor as it should be, and as it is: what a plan shows. */
export interface MonitorState {
  type: string;
  url?: string;
  keyword?: string;
  asks?: string;
  everySeconds: number;
  silentSeconds?: number;
  paused: boolean;
  /** It asks twice more before it raises the alarm. */
  retries?: number;
  certificateDays?: readonly number[];
  /** What its requests carry besides: nothing. */
  carries: readonly string[];
}

/** Paid plans look every minute. https://uptimerobot.com/pricing */
export function intervalOf(plan: string): number {
  return plan === 'free' ? 300 : 60;
}

export function nameOf(watched: Watched, { project, ENVIRONMENT }: Pick<Known, 'project' | 'ENVIRONMENT'>): string {
  return `${project} ${titles[watched]}${ENVIRONMENT === 'production' ? '' : ` (${ENVIRONMENT})`}`;
}

export function urlOf(watched: Watched, domain: string): string {
  const { apex, api } = hostsOf(domain);
  const paths: Readonly<Record<Watched, string>> = {
    api: `https://${api}/health`,
    dashboard: `https://${apex}`,
    database: `https://${api}/health/database`,
    cache: `https://${api}/health/redis`,
    bot: `https://${api}/health/bot`,
  };
  return paths[watched];
}

/** The longest part of a name that stands in HTML as it is. */
export function keywordFor(watched: Watched, project: string): string {
  if (watched !== 'dashboard') return healthy;
  return project.split(/[&<>"']/).reduce((longest, part) => (part.trim().length > longest.length ? part.trim() : longest), '');
}

/** Who is told by every monitor. */
export function contactsOf({ UPTIME_EMAIL, UPTIME_CHANNELS }: Values<'UPTIME_EMAIL'> & Partial<Values<'UPTIME_CHANNELS'>>): number[] {
  const chats = Object.values(JSON.parse(UPTIME_CHANNELS ?? '{}') as Record<string, number>);
  return [Number(UPTIME_EMAIL), ...chats].sort((a, b) => a - b);
}

const timeoutSeconds = 30;
/** Let's Encrypt renews 30 days before the end: a certificate with less than 14 was not renewed. */
const certificateDays = [14, 7, 3, 1];

/** The free plan listens to no heartbeats: there the bot is asked through the API, which says what its shards told. */
export function listens({ UPTIME_PLAN }: Pick<Known, 'UPTIME_PLAN'>): boolean {
  return UPTIME_PLAN !== 'free';
}

export function wanted(watched: Watched, values: Known): MonitorState {
  const shared = { paused: false, carries: [] };
  if (watched === 'bot' && listens(values)) {
    const everySeconds = Math.max(intervalOf(values.UPTIME_PLAN), Number(values.HEARTBEAT_SECONDS || 60));
    return { type: 'HEARTBEAT', everySeconds, silentSeconds: 2 * everySeconds, ...shared };
  }
  return {
    type: 'KEYWORD',
    url: urlOf(watched, values.domain),
    keyword: keywordFor(watched, values.project),
    asks: 'GET, alarm without the keyword',
    everySeconds: intervalOf(values.UPTIME_PLAN),
    retries: 2,
    ...(values.UPTIME_PLAN === 'free' ? {} : { certificateDays }),
    ...shared,
  };
}

export function stateOf(seen: UptimeMonitor): MonitorState {
  const shared = { type: seen.type, everySeconds: seen.interval, paused: seen.status === 'PAUSED', carries: seen.carries };
  if (seen.type === 'HEARTBEAT') return { ...shared, ...(seen.gracePeriod === undefined ? {} : { silentSeconds: seen.gracePeriod }) };
  const right = seen.method === 'GET' && seen.keywordType === 'ALERT_NOT_EXISTS' && seen.caseSensitive;
  return {
    ...shared,
    url: seen.url,
    ...(seen.keyword === undefined ? {} : { keyword: seen.keyword }),
    asks: right ? 'GET, alarm without the keyword' : asked(seen),
    ...(seen.retries === undefined ? {} : { retries: seen.retries }),
    certificateDays: seen.certificateReminder && seen.checksTls ? seen.certificateDays : [],
  };
}

function asked({ method = 'HEAD', keywordType = 'no keyword', caseSensitive }: UptimeMonitor): string {
  return `${method}, ${keywordType}${caseSensitive ? '' : ', in any case of letters'}`;
}

/** Whom it tells is another matter: until the services run, nobody. */
export function wishFor(watched: Watched, values: Known): MonitorWish {
  const want = wanted(watched, values);
  const shared = { friendlyName: nameOf(watched, values), interval: want.everySeconds };
  if (want.url === undefined) return { ...shared, type: 'HEARTBEAT', gracePeriod: want.silentSeconds ?? 0 };
  const paid = values.UPTIME_PLAN !== 'free';
  return {
    ...shared,
    type: 'KEYWORD',
    url: want.url,
    timeout: timeoutSeconds,
    httpMethodType: 'GET',
    keywordType: 'ALERT_NOT_EXISTS',
    keywordValue: want.keyword ?? healthy,
    followRedirections: true,
    ...(paid ? { checkSSLErrors: true, sslExpirationReminder: true } : {}),
    ...(paid && watched === 'dashboard' ? { domainExpirationReminder: true } : {}),
    config: { applicationErrorRetries: 2, ...(paid ? { sslExpirationPeriodDays: certificateDays } : {}) },
  };
}

/** By name and address; else by the id that k77 made it under, when the domain or the name changed. */
export function findMonitor(
  watched: Watched,
  values: Known,
  all: readonly UptimeMonitor[],
  id: number | undefined,
): UptimeMonitor | undefined {
  const want = wanted(watched, values);
  const sameUrl = (one: UptimeMonitor): boolean => (want.url === undefined ? one.type === want.type : alike(one.url, want.url));
  const oldest = [...all].sort((a, b) => a.id - b.id);
  return (
    oldest.find((one) => one.friendlyName === nameOf(watched, values) && sameUrl(one)) ??
    oldest.find((one) => one.id === id && isHeartbeat(one.type) === isHeartbeat(want.type))
  );
}

function isHeartbeat(type: string): boolean {
  return type === 'HEARTBEAT';
}

/** Monitors of the bot as another plan had them: by heartbeat, or by asking the API. */
export function otherWay(values: Known, all: readonly UptimeMonitor[]): UptimeMonitor[] {
  const named = all.filter(({ friendlyName }) => friendlyName === nameOf('bot', values));
  return listens(values)
    ? named.filter(({ type, url }) => !isHeartbeat(type) && alike(url, urlOf('bot', values.domain)))
    : named.filter(({ type }) => isHeartbeat(type));
}

function alike(a: string, b: string): boolean {
  const tidy = (url: string): string => url.toLowerCase().replace(/\/$/, '');
  return tidy(a) === tidy(b);
}
