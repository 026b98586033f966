/**
 * Answers of UptimeRobot as k77 has them. It tells kinds and states as words or, for contacts, as the numbers of its API v2.
 */
import type { UptimeAccount, UptimeAlert, UptimeContact, UptimeIncident, UptimeMonitor, UptimePage } from './uptimerobot-types.ts';

type Json = Record<string, unknown>;

const heartbeats = 'https://heartbeat.uptimerobot.com';

export function accountIn({ email, activeSubscription, monitorLimit, monitorsCount }: Json): UptimeAccount {
  const { plan } = (activeSubscription ?? {}) as { plan?: unknown };
  return { email: String(email), plan: String(plan ?? ''), monitorLimit: Number(monitorLimit), monitorsCount: Number(monitorsCount) };
}

export function monitorIn(seen: Json): UptimeMonitor {
  const config = (seen.config ?? {}) as { sslExpirationPeriodDays?: number[]; applicationErrorRetries?: number };
  const type = String(seen.type).toUpperCase();
  return {
    id: Number(seen.id),
    friendlyName: String(seen.friendlyName),
    type,
    status: String(seen.status).toUpperCase(),
    url: type === 'HEARTBEAT' ? heartbeatIn(String(seen.url ?? '')) : String(seen.url ?? ''),
    interval: Number(seen.interval),
    timeout: numberIn(seen.timeout),
    gracePeriod: numberIn(seen.gracePeriod),
    method: textIn(seen.httpMethodType),
    keywordType: textIn(seen.keywordType),
    keyword: textIn(seen.keywordValue),
    // 0 is "case sensitive": https://uptimerobot.com/api/ (keyword_case_type)
    caseSensitive: seen.keywordCaseType === 0,
    followRedirections: seen.followRedirections === true,
    checksTls: seen.checkSSLErrors === true,
    certificateReminder: seen.sslExpirationReminder === true,
    domainReminder: seen.domainExpirationReminder === true,
    certificateDays: config.sslExpirationPeriodDays ?? [],
    retries: config.applicationErrorRetries,
    contacts: ((seen.assignedAlertContacts ?? []) as { alertContactId: unknown }[]).map(({ alertContactId }) => Number(alertContactId)),
    carries: carriedBy(seen),
    certificateEnds: textIn(seen.sslExpiryDateTime),
    createdAt: textIn(seen.createDateTime),
  };
}

/** The address, or nothing but the last part of it. */
function heartbeatIn(url: string): string {
  return url === '' || url.startsWith('http') ? url : `${heartbeats}/${url}`;
}

function carriedBy(seen: Json): string[] {
  const headers = Object.keys((seen.customHttpHeaders ?? {}) as Json).map((name) => `header ${name}`);
  const authentication = seen.authType && seen.authType !== 'NONE' && seen.authType !== 0 ? ['authentication'] : [];
  const password = textIn(seen.httpPassword) === undefined ? [] : ['password'];
  return [...headers, ...authentication, ...password];
}

/** https://uptimerobot.com/api/ (alert contacts: type, status) */
const types: Readonly<Record<string, string>> = { 2: 'Email', 5: 'Webhook', 11: 'Slack', 23: 'Discord' };
const states: Readonly<Record<string, string>> = { 0: 'NotActivated', 1: 'Paused', 2: 'Active' };
const events: Readonly<Record<string, string>> = { 0: 'UpAndDown', 1: 'Down', 2: 'Up', 3: 'None' };

export function contactIn(seen: Json): UptimeContact {
  const worded = (value: unknown, words: Readonly<Record<string, string>>): string => words[String(value)] ?? String(value ?? '');
  return {
    id: Number(seen.id),
    type: worded(seen.type, types),
    name: textIn(seen.friendlyName) ?? '',
    value: textIn(seen.value) ?? '',
    status: worded(seen.status, states),
    events: worded(seen.enableNotificationsFor, events),
    certificateReminder: seen.sslExpirationReminder === true,
  };
}

export function pageIn(seen: Json): UptimePage {
  const { features } = (seen.customSettings ?? {}) as { features?: { showMonitorURL?: unknown } };
  return {
    id: Number(seen.id),
    friendlyName: String(seen.friendlyName),
    urlKey: String(seen.urlKey),
    status: String(seen.status).toUpperCase(),
    customDomain: textIn(seen.customDomain),
    hasPassword: seen.isPasswordSet === true,
    monitors: ((seen.monitorIds ?? []) as unknown[]).map(Number),
    homepage: textIn(seen.homepageLink),
    noIndex: seen.noIndex === true,
    showsAddresses: String(features?.showMonitorURL) === 'true',
  };
}

export function incidentIn(seen: Json): UptimeIncident {
  return {
    id: String(seen.id),
    monitor: Number((seen.monitor as { id?: unknown } | undefined)?.id),
    reason: String(seen.reason),
    startedAt: String(seen.startedAt),
    resolvedAt: textIn(seen.resolvedAt),
  };
}

export function alertIn({ timestamp, channelType, recipientName, status }: Json): UptimeAlert {
  return { at: String(timestamp), channel: String(channelType), name: String(recipientName), delivered: status === 'SUCCESS' };
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
