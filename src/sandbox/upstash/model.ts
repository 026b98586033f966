/**
 * What the emulated Upstash knows: one account, its databases and backups, as plain JSON.
 * https://upstash.com/docs/devops/developer-api (document 6f3811f of 2026-08-12)
 */
import type { Clock, Random } from '../../core/ports.ts';
import type { PlanName } from './plans.ts';

export interface Database {
  id: string;
  name: string;
  /** First label of its host name. */
  slug: string;
  password: string;
  restToken: string;
  readOnlyToken: string;
  region: string;
  plan: PlanName;
  /** Dollars per month; 0 = none. */
  budget: number;
  eviction: boolean;
  tls: boolean;
  dailyBackup: boolean;
  state: 'active' | 'suspended' | 'passive';
  /** Seconds since 1970. */
  created: number;
  /** Commands in `month` (2026-11). */
  used: { month: string; commands: number };
  /** On this machine; kept, so that it stays the same from run to run. 0 = none yet. */
  port: number;
  /** As it shows in the statistics; a person can raise it in the dashboard. */
  meanLatencyMs: number;
  /** GETs that found something this month, and that did not. */
  hits: number;
  misses: number;
  /** What is stored, when it was last looked at. */
  stored: { bytes: number; keys: number };
}

export interface Backup {
  id: string;
  database: string;
  name: string;
  created: number;
  daily: boolean;
  bytes: number;
}

export interface UpstashState {
  email: string;
  apiKey: string;
  /** May list and look. */
  readOnlyKey: string;
  databases: Database[];
  backups: Backup[];
  /** E-mails about usage; no API shows it. */
  alerts: boolean;
  /** Of the REST form of all databases, on this machine. 0 = none yet. */
  restPort: number;
}

export interface Tools {
  clock: Clock;
  random: Random;
}

/** The account of the rehearsal; its address is the answer of the question, its keys are minted. */
export function newState({ random }: Tools): UpstashState {
  return {
    email: 'owner@kingdom77.test',
    apiKey: random.uuid(),
    readOnlyKey: random.uuid(),
    databases: [],
    backups: [],
    alerts: false,
    restPort: 0,
  };
}

/** The state, and that it changed. */
export class Books {
  readonly state: UpstashState;
  readonly tools: Tools;
  version = 0;

  constructor(state: UpstashState, tools: Tools) {
    this.state = state;
    this.tools = tools;
  }

  changed(): void {
    this.version++;
  }

  /** Seconds since 1970. */
  now(): number {
    return Math.floor(this.tools.clock.now().getTime() / 1000);
  }

  /** `2026-11` */
  month(): string {
    return this.tools.clock.now().toISOString().slice(0, 7);
  }

  find(id: string): Database | undefined {
    return this.state.databases.find((database) => database.id === id);
  }

  /** What was open with the old one closes. */
  renewPassword(database: Database): Database {
    return Object.assign(database, freshSecrets(this.tools));
  }

  backUp(database: Database, name: string, daily: boolean): void {
    const { id, stored } = database;
    this.state.backups.push({ id: this.tools.random.uuid(), database: id, name, created: this.now(), daily, bytes: stored.bytes });
    this.changed();
  }

  /** A new month begins at zero. */
  usage(database: Database): Database['used'] {
    if (database.used.month !== this.month()) database.used = { month: this.month(), commands: 0 };
    return database.used;
  }
}

/** As Upstash makes them: words, a number, and hexadecimal secrets. */
export function newDatabase(books: Books, wanted: Pick<Database, 'name' | 'region' | 'plan' | 'eviction' | 'tls'>): Database {
  const { random } = books.tools;
  const pick = (words: readonly string[]): string => words[Math.floor(random.fraction() * words.length)] ?? '';
  return {
    ...wanted,
    ...freshSecrets(books.tools),
    id: random.uuid(),
    slug: `${pick(adjectives)}-${pick(animals)}-${10_000 + Math.floor(random.fraction() * 90_000)}`,
    budget: 0,
    dailyBackup: false,
    state: 'active',
    created: books.now(),
    used: { month: books.month(), commands: 0 },
    port: 0,
    hits: 0,
    misses: 0,
    meanLatencyMs: 0.3,
    stored: { bytes: 0, keys: 0 },
  };
}

const adjectives = ['apt', 'clever', 'eager', 'gentle', 'huge', 'merry', 'natural', 'sharp'];
const animals = ['badger', 'crane', 'heron', 'lynx', 'otter', 'stallion', 'swan', 'wombat'];

function freshSecrets({ random }: Tools): Pick<Database, 'password' | 'restToken' | 'readOnlyToken'> {
  const hex = (): string => random.uuid().replaceAll('-', '');
  return { password: hex(), restToken: `AX${random.token(48)}`, readOnlyToken: `An${random.token(48)}` };
}

/** Dollars of this month: 0.20 per 100,000 commands where they are paid one by one. */
export function costOf({ plan, used }: Database): number {
  return plan === 'payg' ? (used.commands / 100_000) * 0.2 : 0;
}

export function hostOf({ slug }: Database): string {
  return `${slug}.upstash.io`;
}
