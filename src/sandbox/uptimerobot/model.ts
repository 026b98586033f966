/**
 * What the emulated UptimeRobot knows: one account, whom it tells, what it watches and what it saw, as plain JSON. https://uptimerobot.com/api/v3/
 */
import type { Clock, Network, Random } from '../../core/ports.ts';

export type Status = 'STARTED' | 'UP' | 'LOOKS_DOWN' | 'DOWN' | 'PAUSED';
export type Events = 0 | 1 | 2 | 3;

export interface Assigned {
  alertContactId: number;
  threshold: number;
  recurrence: number;
}

export interface Monitor {
  id: number;
  friendlyName: string;
  type: 'HTTP' | 'KEYWORD' | 'HEARTBEAT';
  url: string;
  /** Seconds. */
  interval: number;
  timeout: number | null;
  gracePeriod: number | null;
  httpMethodType: string;
  keywordType: string | null;
  /** 0: case counts. */
  keywordCaseType: 0 | 1 | null;
  keywordValue: string | null;
  followRedirections: boolean;
  checkSSLErrors: boolean;
  sslExpirationReminder: boolean;
  domainExpirationReminder: boolean;
  successHttpResponseCodes: string[];
  config: { sslExpirationPeriodDays?: number[]; applicationErrorRetries?: number; ipVersion?: string } | null;
  customHttpHeaders: Record<string, string> | null;
  authType: string;
  httpUsername: string;
  $httpPassword: string;
  assigned: Assigned[];
  status: Status;
  /** Milliseconds since 1970: of the status, of its making. */
  since: number;
  created: number;
  $apiKey: string;
  /** Of the certificate that was seen last, ISO 8601. */
  certificateEnds: string | null;
  /** Thresholds that somebody was told of, `<end> <days>`. */
  told: string[];
  /** When it was called last, milliseconds since 1970; heartbeats only. */
  beat: number | null;
  /** Looks, and those that found something wrong; heartbeats: calls. */
  looks: number;
  misses: number;
  beats: number;
}

export interface Contact {
  id: number;
  /** Email, Discord, Slack. */
  type: string;
  friendlyName: string;
  value: string;
  customValue: string;
  enableNotificationsFor: Events;
  sslExpirationReminder: boolean;
  status: 'NotActivated' | 'Paused' | 'Active';
}

export interface Page {
  id: number;
  friendlyName: string;
  urlKey: string;
  status: 'ENABLED' | 'PAUSED';
  customDomain: string | null;
  monitorIds: number[];
  homepageLink: string;
  noIndex: boolean;
  hideUrlLinks: boolean;
  password: string;
  showMonitorURL: boolean | null;
}

export interface SentAlert {
  timestamp: string;
  recipientName: string;
  recipientValue: string;
  channelType: string;
  status: 'SUCCESS' | 'NOT_DELIVERED';
  /** What it was about. */
  kind: Kind;
}

export interface Incident {
  id: string;
  monitor: number;
  /** HTTP status, or one of UptimeRobot's own numbers for causes. */
  cause: number;
  reason: string;
  httpCode: number | null;
  url: string;
  startedAt: number;
  resolvedAt: number | null;
  alerts: SentAlert[];
}

export type Kind = 'down' | 'up' | 'certificate';

/** A message that is on its way to a contact. */
export interface Notice {
  contact: number;
  kind: Kind;
  monitor: number;
  incident: string | null;
  text: string;
}

/** A message as it arrived in a mailbox or was taken by a chat. */
export interface Arrived {
  to: string;
  channel: string;
  kind: Kind;
  /** Of the monitor. */
  about: string;
  subject: string;
  at: string;
}

export interface Pace {
  /** How many times faster it looks than the real one. */
  factor: number;
  /** How many times sooner silence of a heartbeat counts: services beat at their own pace. */
  heart: number;
}

export interface UptimeRobotState {
  account: { email: string; fullName: string; plan: string; monitorLimit: number; userId: number };
  apiKey: string;
  readOnlyKey: string;
  monitors: Monitor[];
  contacts: Contact[];
  integrations: Contact[];
  pages: Page[];
  incidents: Incident[];
  notices: Notice[];
  outbox: Arrived[];
  pace: Pace;
  nextId: number;
}

export interface Tools {
  clock: Clock;
  random: Random;
  /** How names of the world are found. */
  network(): Network;
  /** Really looks; else monitors are only said to be up, as deployments of a world that runs none are only said to run. */
  watching: boolean;
}

/** Sixty times as fast: a monitor of a paid plan looks once a second. */
const usualPace: Pace = { factor: 60, heart: 1 };

export function newState({ random }: Pick<Tools, 'random'>): UptimeRobotState {
  const email = 'owner@kingdom77.test';
  return {
    account: { email, fullName: 'Ann Owner', plan: 'Solo', monitorLimit: 50, userId: 7_700_001 },
    apiKey: `u7700001-${hex(random, 24)}`,
    readOnlyKey: `ur7700001-${hex(random, 24)}`,
    monitors: [],
    // The address of the account is a contact from the start, and needs no confirmation.
    contacts: [newContact({ id: 7_700_100, type: 'Email', friendlyName: email, value: email, status: 'Active' })],
    integrations: [],
    pages: [],
    incidents: [],
    notices: [],
    outbox: [],
    pace: { ...usualPace },
    nextId: 7_700_200,
  };
}

export function newContact(about: Pick<Contact, 'id' | 'type' | 'friendlyName' | 'value' | 'status'> & Partial<Contact>): Contact {
  return { customValue: '', enableNotificationsFor: 0, sslExpirationReminder: false, ...about };
}

export function hex(random: Random, length: number): string {
  return `${random.uuid()}${random.uuid()}`.replaceAll('-', '').slice(0, length);
}

/** The state, and that it changed. */
export class Books {
  readonly state: UptimeRobotState;
  readonly tools: Tools;
  version = 0;

  constructor(state: UptimeRobotState, tools: Tools) {
    this.state = state;
    this.tools = tools;
  }

  changed(): void {
    this.version++;
  }

  ms(): number {
    return this.tools.clock.now().getTime();
  }

  newId(): number {
    return this.state.nextId++;
  }

  isFree(): boolean {
    return this.state.account.plan === 'Free';
  }

  monitor(id: number): Monitor | undefined {
    return this.state.monitors.find((one) => one.id === id);
  }

  contact(id: number): Contact | undefined {
    return [...this.state.contacts, ...this.state.integrations].find((one) => one.id === id);
  }
}

/** How much a history keeps. */
export const longestHistory = 200;
