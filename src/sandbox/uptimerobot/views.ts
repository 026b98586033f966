/** What the API shows of things. */
import type { Books, Contact, Incident, Monitor, Page } from './model.ts';

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

export function user({ state }: Books) {
  const { email, fullName, plan, monitorLimit } = state.account;
  return {
    email,
    fullName,
    monitorsCount: state.monitors.length,
    monitorLimit,
    smsCredits: 0,
    activeSubscription: { plan, monitorLimit, status: 'active' },
  };
}

export function monitor(books: Books, one: Monitor) {
  const { state } = books;
  const last = state.incidents.findLast((incident) => incident.monitor === one.id);
  return {
    id: one.id,
    friendlyName: one.friendlyName,
    type: one.type,
    status: one.status,
    url: one.url,
    interval: one.interval,
    timeout: one.timeout,
    gracePeriod: one.gracePeriod,
    httpMethodType: one.type === 'HEARTBEAT' ? null : one.httpMethodType,
    keywordType: one.keywordType,
    keywordCaseType: one.keywordCaseType,
    keywordValue: one.keywordValue,
    followRedirections: one.followRedirections,
    checkSSLErrors: one.checkSSLErrors,
    sslExpirationReminder: one.sslExpirationReminder,
    domainExpirationReminder: one.domainExpirationReminder,
    sslBrand: one.certificateEnds === null ? null : 'k77 sandbox authority',
    sslExpiryDateTime: one.certificateEnds,
    domainExpireDate: null,
    successHttpResponseCodes: one.successHttpResponseCodes,
    config: one.config,
    customHttpHeaders: one.customHttpHeaders,
    authType: one.authType,
    httpUsername: one.httpUsername,
    httpPassword: one.$httpPassword,
    postValueData: null,
    postValueType: null,
    port: null,
    responseTimeThreshold: 0,
    regionalData: { REGION: ['na'] },
    maintenanceWindows: [],
    psps: state.pages.filter(({ monitorIds }) => monitorIds.includes(one.id)).map(page),
    currentStateDuration: Math.round((books.ms() - one.since) / 1000),
    lastIncidentId: last?.id ?? null,
    lastIncident: last ? { ...brief(last), cause: last.cause } : null,
    userId: state.account.userId,
    tags: [],
    assignedAlertContacts: one.assigned,
    lastDayUptimes: { bucketSize: 3600, histogram: [] },
    createDateTime: iso(one.created),
    apiKey: one.$apiKey,
    groupId: 0,
  };
}

export function contact(one: Contact) {
  return {
    id: one.id,
    friendlyName: one.friendlyName,
    type: one.type,
    value: one.value,
    customValue: one.customValue,
    enableNotificationsFor: events[one.enableNotificationsFor],
    sslExpirationReminder: one.sslExpirationReminder,
    httpUsername: null,
    httpPassword: null,
    authType: null,
    mobileProviderId: null,
    status: one.status,
    orgAlertContactId: null,
  };
}

export const events = ['UpAndDown', 'Down', 'Up', 'None'] as const;

export function integration(one: Contact) {
  return {
    id: one.id,
    friendlyName: one.friendlyName,
    type: one.type,
    value: one.value,
    customValue: one.customValue,
    customValue2: null,
    customValue3: null,
    customValue4: null,
    enableNotificationsFor: events[one.enableNotificationsFor],
    sslExpirationReminder: one.sslExpirationReminder,
    status: one.status,
  };
}

export function page(one: Page) {
  const shown = one.showMonitorURL === null ? null : String(one.showMonitorURL);
  return {
    id: one.id,
    friendlyName: one.friendlyName,
    customDomain: one.customDomain,
    isPasswordSet: one.password !== '',
    monitorIds: one.monitorIds,
    tagIds: [],
    monitorsCount: one.monitorIds.length,
    status: one.status,
    urlKey: one.urlKey,
    homepageLink: one.homepageLink,
    gaCode: null,
    shareAnalyticsConsent: false,
    useSmallCookieConsentModal: false,
    icon: null,
    noIndex: one.noIndex,
    logo: null,
    hideUrlLinks: one.hideUrlLinks,
    subscription: false,
    showCookieBar: false,
    pinnedAnnouncementId: null,
    customSettings: {
      font: { family: null },
      page: { layout: 'logo_on_left', theme: 'light', density: 'normal' },
      colors: { main: null, text: null, link: null },
      features: {
        showBars: 'true',
        showUptimePercentage: 'true',
        enableFloatingStatus: null,
        showOverallUptime: 'true',
        showOutageUpdates: 'true',
        showOutageDetails: null,
        enableDetailsPage: null,
        showMonitorURL: shown,
        hidePausedMonitors: null,
      },
    },
  };
}

function brief(one: Incident) {
  const duration = one.resolvedAt === null ? null : Math.round((one.resolvedAt - one.startedAt) / 1000);
  return {
    id: one.id,
    status: one.resolvedAt === null ? 'Ongoing' : 'Resolved',
    reason: one.reason,
    startedAt: iso(one.startedAt),
    duration,
  };
}

export function incident(books: Books, one: Incident) {
  const { friendlyName = null } = books.monitor(one.monitor) ?? {};
  return {
    ...brief(one),
    type: 'Down',
    cause: one.cause,
    monitor: { id: one.monitor, friendlyName },
    commentsCount: 0,
    resolvedAt: iso(one.resolvedAt),
    includeInReports: true,
  };
}

export function incidentDetail(one: Incident) {
  const rootCause = {
    url: one.url,
    requestHeaders: null,
    responseHeaders: null,
    httpResponseCode: one.httpCode,
    responseDownloadUrl: null,
  };
  return { ...brief(one), cause: one.cause, resolvedAt: iso(one.resolvedAt), rootCause };
}

export function alerts(one: Incident) {
  return { data: one.alerts.map(({ kind: _kind, ...alert }) => alert) };
}
