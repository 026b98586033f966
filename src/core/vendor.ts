/**
 * A vendor: who it is, how we reach it, what to say when it refuses.
 * Instances live in `src/vendors/`, one file each; the engine connects them, tasks and checks ask for their client.
 */
import type { VendorError } from './errors.ts';
import type { Key, Values } from './keys.ts';
import type { Network } from './ports.ts';

/** Names in journals, exchanges, `K77_ENDPOINT_<VENDOR>` and `k77 doctor <vendor>`. */
export const vendorIds = [
  'stripe',
  'atlas',
  'upstash',
  'cloudflare',
  'namecheap',
  'godaddy',
  'porkbun',
  'railway',
  'render',
  'heroku',
  'fly',
  'digitalocean',
  'vercel',
  'netlify',
  'discord',
  'sentry',
  'uptimerobot',
  'google-analytics',
] as const;
/** Stores that are reached by their own protocol, with what a vendor gave, and the public internet as anybody sees it; they have no account of their own. */
export const storeIds = ['mongodb', 'redis', 'git', 'internet'] as const;
export type VendorId = (typeof vendorIds)[number] | (typeof storeIds)[number];

/** A `fetch` bound to one vendor and one walk; what it does besides fetching is told in `ports/http.ts`. With `cache: 'no-store'` nothing is remembered. */
export type Door = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** A command to a store that speaks its own protocol. */
export interface StoreCommand {
  /** As the protocol names it: `createIndexes`, `SET`, `push`. */
  name: string;
  /** What it is about: `kingdom77.users`, `cache:*`. */
  target: string;
  /** What is sent, for the exchange log; secrets in it are replaced. */
  detail?: unknown;
  writes: boolean;
}

/**
 * What a door is for stores without HTTP (ids `mongodb`, `redis`, `git`): a write is refused while only reading is allowed, journalled before it is sent and
 * after it is answered, and every command is recorded as an exchange. A write whose answer is lost is not repeated: the next run reads.
 */
export type Gate = <T>(command: StoreCommand, send: () => Promise<T>) => Promise<T>;

/** A door as a vendor's `connect` gets it. */
export type OpenDoor = Door & {
  gate: Gate;
  /**
   * One connection per walk: opened at the first call with this name, closed when the walk ends. Without `close` it is something that was measured, and is measured
   * again when the doors forget the internet.
   */
  share<T>(name: string, open: () => Promise<T>, close?: (shared: T) => Promise<unknown>): Promise<T>;
  network: Network;
};

/** Whose account the credentials open, and whether money moves in it. */
export interface Identity {
  account: string;
  name?: string | undefined;
  mode: 'live' | 'test' | 'none';
  plan?: string | undefined;
}

export interface RateLimit {
  /** Requests per second that the vendor documents, for the mode with the lower limit. */
  perSecond: number;
  /** Requests that may follow each other without a pause, where the vendor counts over a longer time; `perSecond` unless told. */
  burst?: number;
  /** Requests under way at once. */
  concurrent: number;
}

/** Something that a permission is for, so that the recipe explains itself. */
export interface Permission {
  what: string;
  level: 'read' | 'write';
  why: string;
}

/** One number that a vendor measured. `name` is the estimator's (`src/costs/load.ts`, `inputs.ts`): `subscribers`, `databaseMb`. */
export interface UsageFigure {
  name: string;
  value: number;
  unit: string;
  /** The call whose answer it was read from, `GET /v1/subscriptions`. */
  call: string;
}

/** What a vendor counted of this deployment. A figure that cannot be read is absent, never zero. */
export interface Usage {
  /** ISO 8601. */
  at: string;
  figures: readonly UsageFigure[];
  /** What could not be read, and why; one sentence each. */
  missing: readonly string[];
}

export interface Vendor<Client> {
  id: VendorId;
  title: string;
  /** Origin and base path of its API, `https://api.stripe.com`. */
  base: string;
  /** Other hosts to which its doors lead, besides that of `base`: where its answers point for logs. */
  also?: readonly string[];
  credentials: readonly Key[];
  /** Sets of credentials each of which is enough by itself; absent: all of them are needed. */
  oneOf?: readonly (readonly Key[])[];
  /** False when these answers lead past it: then neither its credentials nor its account are asked for. Absent: always true. */
  involved?(known: Partial<Values>): boolean;
  /** Where the token is made, and the least that it must be allowed. */
  token: { page: string; permissions: readonly Permission[]; note?: string };
  connect(door: OpenDoor, credentials: Partial<Values>): Client;
  whoami(client: Client): Promise<Identity>;
  /** Live figures for `k77 cost --live`; only reads. `values` are those of the workspace, for finding what is k77's own. */
  usage?(client: Client, now: Date, values: Partial<Values>): Promise<Usage>;
  /** True when a request only reads although its method is not GET or HEAD. */
  reads?(request: { method: string; path: string; body: string }): boolean;
  /** How a repeated write is recognised by the vendor; absent where it documents no such header. */
  idempotencyHeader?: string;
  /** The SDK's own error as ours; undefined when it is not the vendor's. `call` is what was asked, `POST /v1/prices`. */
  explain(error: unknown, call: string): VendorError | undefined;
  /** HTTP status or vendor code → what the operator should do. */
  advice: Readonly<Record<string, string>>;
  /**
   * Fields of answers that are shown once and must never reach an exchange log: `secret`, `password`; `bypass{}`: an object whose names are the secrets;
   * `value[]`: such a field in bodies that are a list, blanked without being learned.
   */
  secretFields: readonly string[];
  /** Texts of these shapes (`/g`) are secrets wherever they stand in a body: an address that carries its own key. */
  secretShapes?: readonly RegExp[];
  /** True for paths whose bodies, both ways, are nothing but values of somebody's secrets by their names: they are blanked without being learned. */
  secretBodies?(path: string): boolean;
  limits: RateLimit;
}

/** Credentials that are still needed: none when one of the sets is complete. Of several incomplete sets, the first counts. */
export function missingCredentials(vendor: Pick<AnyVendor, 'credentials' | 'oneOf' | 'involved'>, known: Partial<Values>): readonly Key[] {
  if (vendor.involved?.(known) === false) return [];
  const lacking = (vendor.oneOf ?? [vendor.credentials]).map((set) => set.filter((key) => known[key] === undefined));
  return lacking.find((keys) => keys.length === 0) ?? lacking[0] ?? [];
}

// biome-ignore lint/suspicious/noExplicitAny: a list of vendors holds clients of many types; each task names its own.
export type AnyVendor = Vendor<any>;
