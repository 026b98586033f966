/**
 * What k77 sends to UptimeRobot and reads from it, typed after its API v3. https://uptimerobot.com/api/v3/
 */

/** An account as far as it matters here. */
export interface UptimeAccount {
  email: string;
  /** As it is shown to people; not an identifier. */
  plan: string;
  monitorLimit: number;
  monitorsCount: number;
}

export type MonitorType = 'HTTP' | 'KEYWORD' | 'HEARTBEAT';

export interface UptimeMonitor {
  id: number;
  friendlyName: string;
  /** HTTP, KEYWORD, HEARTBEAT, PING, PORT, DNS … */
  type: string;
  /** PAUSED, STARTED (not checked yet), UP, LOOKS_DOWN, DOWN. */
  status: string;
  /** Of a heartbeat: the address that is to be called, a secret. */
  url: string;
  /** Seconds. */
  interval: number;
  /** Seconds; undefined where there is none. */
  timeout: number | undefined;
  gracePeriod: number | undefined;
  method: string | undefined;
  /** ALERT_EXISTS or ALERT_NOT_EXISTS; undefined without a keyword. */
  keywordType: string | undefined;
  keyword: string | undefined;
  caseSensitive: boolean;
  followRedirections: boolean;
  checksTls: boolean;
  certificateReminder: boolean;
  domainReminder: boolean;
  /** Days before the end of a certificate at which somebody is told. */
  certificateDays: readonly number[];
  /** How often a failing answer is asked for again. */
  retries: number | undefined;
  contacts: readonly number[];
  /** Names of headers, and other places of a request that could carry a secret. */
  carries: readonly string[];
  /** ISO 8601; of the certificate that was seen last. */
  certificateEnds: string | undefined;
  /** ISO 8601. */
  createdAt: string | undefined;
}

/** Fields that are left out stay as they are, or as UptimeRobot sets them. */
export interface MonitorWish {
  friendlyName: string;
  type: MonitorType;
  url?: string;
  interval: number;
  timeout?: number;
  gracePeriod?: number;
  httpMethodType?: 'GET';
  keywordType?: 'ALERT_NOT_EXISTS';
  keywordValue?: string;
  followRedirections?: boolean;
  checkSSLErrors?: boolean;
  sslExpirationReminder?: boolean;
  domainExpirationReminder?: boolean;
  config?: { sslExpirationPeriodDays?: readonly number[]; applicationErrorRetries?: number };
  assignedAlertContacts?: readonly { alertContactId: number; threshold: number; recurrence: number }[];
}

export interface UptimeContact {
  id: number;
  /** Email, Discord, Slack … */
  type: string;
  name: string;
  /** An address; of a chat its webhook, a secret. */
  value: string;
  /** Active, Paused, NotActivated. */
  status: string;
  /** UpAndDown, Down, Up, None. */
  events: string;
  certificateReminder: boolean;
}

export interface ChatWish {
  type: 'Discord' | 'Slack';
  friendlyName: string;
  webhook: string;
}

export interface UptimePage {
  id: number;
  friendlyName: string;
  urlKey: string;
  /** ENABLED or PAUSED. */
  status: string;
  customDomain: string | undefined;
  hasPassword: boolean;
  monitors: readonly number[];
  homepage: string | undefined;
  noIndex: boolean;
  /** It shows the addresses of what is watched. */
  showsAddresses: boolean;
}

export interface PageWish {
  friendlyName: string;
  status: 'ENABLED';
  monitorIds: readonly number[];
  homepageLink: string;
  noIndex: false;
  hideUrlLinks: false;
  customDomain?: string;
}

export interface UptimeIncident {
  id: string;
  monitor: number;
  reason: string;
  /** ISO 8601. */
  startedAt: string;
  resolvedAt: string | undefined;
}

/** One message to somebody about an incident. */
export interface UptimeAlert {
  at: string;
  /** Email, Discord, Slack … */
  channel: string;
  name: string;
  delivered: boolean;
}
