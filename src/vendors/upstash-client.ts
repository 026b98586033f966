/**
 * The calls of Upstash's developer API that k77 makes, typed after its specification.
 */
import { Secret } from '../core/secret.ts';
import type { Door } from '../core/vendor.ts';

/** What the API tells of a database, as far as k77 looks. */
export interface UpstashDatabase {
  id: string;
  name: string;
  /** `beloved-stallion-58500.upstash.io` */
  host: string;
  port: number;
  tls: boolean;
  eviction: boolean;
  /** active, suspended or passive */
  state: string;
  region: string;
  /** free, payg, pro or paid */
  type: string;
  /** Dollars per month; undefined where the plan has none. */
  budget: number | undefined;
  dailyBackup: boolean;
  /** Storage engine: pebble, badger or bolt, all of them on disk; empty when it is not told. */
  engine: string;
  /** Seconds since 1970. */
  created: number;
  /** Bytes; 0 = not told. */
  limits: { storage: number; requestsPerMonth: number; clients: number };
}

/** A database with what opens it. */
export interface OpenedDatabase extends UpstashDatabase {
  password: Secret;
  restToken: Secret;
}

export interface NewDatabase {
  name: string;
  region: string;
  plan: string;
  budget?: number | undefined;
  eviction: boolean;
}

/** Figures of the current month. Latency in milliseconds, from the inside of Upstash. */
export interface UpstashStats {
  requestsThisMonth: number;
  storedBytes: number;
  hits: number;
  misses: number;
  meanLatencyMs: number | undefined;
  costThisMonth: number;
}

export interface UpstashBackup {
  name: string;
  state: string;
  /** Seconds since 1970. */
  at: number;
}

/** The API said no, or nothing. */
export class UpstashRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'UpstashRefusal';
    this.status = status;
  }
}

export const base = 'https://api.upstash.com/v2';
type Json = Record<string, unknown>;

export class UpstashClient {
  readonly email: string;
  readonly #door: Door;
  readonly #authorization: string;

  constructor(door: Door, email: string, key: string) {
    this.email = email;
    this.#door = door;
    this.#authorization = `Basic ${Buffer.from(`${email}:${key}`).toString('base64')}`;
  }

  async databases(): Promise<UpstashDatabase[]> {
    return ((await this.#call('GET', '/redis/databases')) as Json[]).map(shape);
  }

  /** Without password and tokens. */
  async database(id: string): Promise<UpstashDatabase> {
    return shape((await this.#call('GET', `/redis/database/${id}?credentials=hide`)) as Json);
  }

  async open(id: string): Promise<OpenedDatabase> {
    return opened((await this.#call('GET', `/redis/database/${id}`)) as Json);
  }

  async create(wanted: NewDatabase): Promise<OpenedDatabase> {
    const { name, region, plan, budget, eviction } = wanted;
    const body = { database_name: name, platform: 'aws', primary_region: region, plan, eviction, tls: true, ...(budget ? { budget } : {}) };
    return opened((await this.#call('POST', '/redis/database', body)) as Json);
  }

  async evict(id: string, on: boolean): Promise<void> {
    await this.#call('POST', `/redis/${on ? 'enable' : 'disable'}-eviction/${id}`);
  }

  async enableTls(id: string): Promise<void> {
    await this.#call('POST', `/redis/enable-tls/${id}`);
  }

  /** @param dollars per month; at the budget the database is slowed down, not switched off */
  async budget(id: string, dollars: number): Promise<void> {
    await this.#call('PATCH', `/redis/update-budget/${id}`, { budget: dollars });
  }

  async changePlan(id: string, plan: string): Promise<void> {
    await this.#call('POST', `/redis/${id}/change-plan`, { plan_name: plan });
  }

  async dailyBackup(id: string, on: boolean): Promise<void> {
    await this.#call('PATCH', `/redis/${on ? 'enable' : 'disable'}-dailybackup/${id}`);
  }

  async backups(id: string): Promise<UpstashBackup[]> {
    const found = (await this.#call('GET', `/redis/list-backup/${id}`)) as Json[];
    return found.map(({ name, state, creation_time: at }) => ({ name: String(name), state: String(state), at: Number(at) }));
  }

  async stats(id: string): Promise<UpstashStats> {
    const seen = (await this.#call('GET', `/redis/stats/${id}`)) as Json;
    return {
      requestsThisMonth: Number(seen.total_monthly_requests ?? 0),
      storedBytes: Number(seen.current_storage ?? 0),
      hits: sum(seen.hits),
      misses: sum(seen.misses),
      meanLatencyMs: last(seen.latencymean),
      costThisMonth: Number(seen.total_monthly_billing ?? 0),
    };
  }

  async #call(method: string, path: string, body?: Json): Promise<unknown> {
    const headers = { authorization: this.#authorization, ...(body ? { 'content-type': 'application/json' } : {}) };
    const response = await this.#door(`${base}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }).catch(lost);
    const text = await response.text();
    if (!response.ok) throw new UpstashRefusal(response.status, wordsOf(text));
    return text === '' ? undefined : JSON.parse(text);
  }
}

/** Undici throws a TypeError when a connection breaks and a TimeoutError when nobody answers; what the door itself throws stays as it is. */
function lost(error: unknown): never {
  if (error instanceof TypeError || (error as Error).name === 'TimeoutError') throw new UpstashRefusal(0, 'no answer', error);
  throw error;
}

/** Refusals are a JSON string, an object with a message, or bare text. */
function wordsOf(text: string): string {
  try {
    const said = JSON.parse(text) as unknown;
    if (typeof said === 'string') return said;
    const { error, message } = said as { error?: unknown; message?: unknown };
    return String(message ?? error ?? text);
  } catch {
    return text.slice(0, 200) || 'refused without a word';
  }
}

function shape(seen: Json): UpstashDatabase {
  const endpoint = String(seen.endpoint);
  return {
    id: String(seen.database_id),
    name: String(seen.database_name),
    // The API names the host or only its first label.
    host: endpoint.includes('.') ? endpoint : `${endpoint}.upstash.io`,
    port: Number(seen.port ?? 6379),
    tls: seen.tls === true,
    eviction: (seen.eviction ?? seen.db_eviction) === true,
    state: String(seen.state ?? 'active'),
    region: String(seen.primary_region ?? seen.region),
    type: String(seen.type ?? ''),
    budget: typeof seen.budget === 'number' && seen.budget > 0 ? seen.budget : undefined,
    dailyBackup: seen.daily_backup_enabled === true,
    engine: String(seen.db_type ?? ''),
    created: Number(seen.creation_time ?? 0),
    limits: {
      storage: Number(seen.db_disk_threshold ?? 0),
      requestsPerMonth: Number(seen.db_request_limit ?? 0),
      clients: Number(seen.db_max_clients ?? 0),
    },
  };
}

function opened(seen: Json): OpenedDatabase {
  const secret = (name: string): Secret => new Secret(`upstash.${name}`, String(seen[name] ?? ''));
  return { ...shape(seen), password: secret('password'), restToken: secret('rest_token') };
}

interface Point {
  y: number;
}
function sum(series: unknown): number {
  return ((series ?? []) as Point[]).reduce((total, { y }) => total + y, 0);
}
function last(series: unknown): number | undefined {
  return ((series ?? []) as Point[]).at(-1)?.y;
}
