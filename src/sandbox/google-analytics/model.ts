/**
 * What the emulated Google knows, as plain JSON: a Google Cloud project with a service account, accounts at Google Analytics with all that hangs on them, and the
 * events of the last while.
 * Descriptions: Admin API and Data API v1beta, revision 20260415.
 */
import type { Clock, Random } from '../../core/ports.ts';
import { newSigningKey } from '../../ports/signing.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface ServiceKey {
  id: string;
  email: string;
  /** PEM. */
  $private: string;
}

export interface Token {
  $secret: string;
  email: string;
  scopes: string[];
  /** Milliseconds since 1970. */
  until: number;
}

export interface Account {
  id: string;
  title: string;
  created: number;
  /** E-mail address → role. */
  users: Record<string, 'viewer' | 'editor'>;
  sharing: { products: boolean; others: boolean; sales: boolean; support: boolean };
}

export interface Property {
  id: string;
  account: string;
  displayName: string;
  timeZone: string;
  currencyCode: string;
  industryCategory: string | undefined;
  created: number;
  updated: number;
  trashed: boolean;
  retention: { event: string; user: string; reset: boolean };
  /** Terms about data of visitors. */
  acknowledged: boolean;
  keyEvents: { id: string; eventName: string; countingMethod: string; created: number }[];
}

export interface Stream {
  id: string;
  property: string;
  displayName: string;
  uri: string;
  measurementId: string;
  created: number;
  updated: number;
  secrets: { id: string; displayName: string; $value: string }[];
}

export interface Happened {
  property: string;
  stream: string;
  name: string;
  at: number;
  client: string;
  source: 'page' | 'server';
  /** Google leaves events of servers out of its real-time report that name no visit. */
  realtime: boolean;
  params: Json;
}

export interface GoogleState {
  project: string;
  keys: ServiceKey[];
  tokens: Token[];
  /** Switched on in the Google Cloud project. */
  apis: { admin: boolean; data: boolean };
  accounts: Account[];
  properties: Property[];
  streams: Stream[];
  events: Happened[];
  count: number;
}

export interface Tools {
  clock: Clock;
  random: Random;
}

/** One pair of keys for all worlds of a process: making one takes a twentieth of a second. Its id is another one in each world. */
let pair: string | undefined;

/** One account that somebody opened, and that the service account was not let into yet. */
export function newState({ clock, random }: Tools): GoogleState {
  const project = `k77-rehearsal-${digits(random, 6)}`;
  pair ??= newSigningKey();
  const key = { id: hex(random), email: `k77@${project}.iam.gserviceaccount.com`, $private: pair };
  const sharing = { products: true, others: true, sales: false, support: true };
  const account = { id: digits(random, 9), title: 'Kingdom-77', created: clock.now().getTime(), users: {}, sharing };
  const none = { tokens: [], properties: [], streams: [], events: [] };
  return { project, keys: [key], apis: { admin: true, data: true }, accounts: [account], ...none, count: 0 };
}

/** The file that Google Cloud downloads, in one line. */
export function keyFile({ project }: Pick<GoogleState, 'project'>, { id, email, $private }: ServiceKey): string {
  return JSON.stringify({
    type: 'service_account',
    project_id: project,
    private_key_id: id,
    private_key: $private,
    client_email: email,
    client_id: `1${id.replaceAll(/\D/g, '').padEnd(20, '7').slice(0, 20)}`,
    auth_uri: 'https://accounts.google.com/o/oauth2/auth',
    token_uri: 'https://oauth2.googleapis.com/token',
    auth_provider_x509_cert_url: 'https://www.googleapis.com/oauth2/v1/certs',
    client_x509_cert_url: `https://www.googleapis.com/robot/v1/metadata/x509/${encodeURIComponent(email)}`,
    universe_domain: 'googleapis.com',
  });
}

/** How many events are kept. */
const mostEvents = 500;

/** The state, and that it changed. */
export class Books {
  readonly state: GoogleState;
  readonly tools: Tools;
  version = 0;

  constructor(state: GoogleState, tools: Tools) {
    this.state = state;
    this.tools = tools;
  }

  changed(): void {
    this.version++;
  }

  ms(): number {
    return this.tools.clock.now().getTime();
  }

  id(): string {
    this.state.count++;
    return digits(this.tools.random, 9);
  }

  token(email: string, scopes: string[]): Token {
    const made = { $secret: `ya29.c.${this.tools.random.token(48)}`, email, scopes, until: this.ms() + 3600_000 };
    this.state.tokens = [...this.state.tokens.filter(({ until }) => until > this.ms()), made].slice(-50);
    this.changed();
    return made;
  }

  streamOf(measurementId: string): Stream | undefined {
    return this.state.streams.find((one) => one.measurementId === measurementId);
  }

  happened(stream: Stream, event: Pick<Happened, 'name' | 'client' | 'source' | 'realtime' | 'params'>): void {
    this.state.events = [...this.state.events, { property: stream.property, stream: stream.id, at: this.ms(), ...event }].slice(
      -mostEvents,
    );
    this.changed();
  }
}

/** `G-1A2BCD345E` */
export function newMeasurementId(random: Random): string {
  return `G-${Array.from({ length: 10 }, () => letters[Math.floor(random.fraction() * letters.length)]).join('')}`;
}
const letters = 'ABCDEFGHJKLMNPQRSTVWXYZ0123456789';

function digits(random: Random, length: number): string {
  return String(10 ** (length - 1) + Math.floor(random.fraction() * 9 * 10 ** (length - 1)));
}

function hex(random: Random): string {
  return `${random.uuid()}${random.uuid()}`.replaceAll('-', '').slice(0, 40);
}
