/**
 * A vendor: who it is, how we reach it, what to say when it refuses.
 * Instances live in `src/vendors/`, one file each; the engine connects them, tasks and checks ask for their client.
 */
import type { VendorError } from './errors.ts';
import type { Key, Values } from './keys.ts';

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
export type VendorId = (typeof vendorIds)[number];

/** A `fetch` bound to one vendor and one walk; what it does besides fetching is told in `ports/http.ts`. */
export type Door = (url: string | URL, init?: RequestInit) => Promise<Response>;

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
  /** Requests under way at once. */
  concurrent: number;
}

/** Something that a permission is for, so that the recipe explains itself. */
export interface Permission {
  what: string;
  level: 'read' | 'write';
  why: string;
}

export interface Vendor<Client> {
  id: VendorId;
  title: string;
  /** Origin and base path of its API, `https://api.stripe.com`. */
  base: string;
  credentials: readonly Key[];
  /** Where the token is made, and the least that it must be allowed. */
  token: { page: string; permissions: readonly Permission[]; note?: string };
  connect(door: Door, credentials: Partial<Values>): Client;
  whoami(client: Client): Promise<Identity>;
  /** True when a request only reads although its method is not GET or HEAD. */
  reads?(request: { method: string; path: string; body: string }): boolean;
  /** How a repeated write is recognised by the vendor; absent where it documents no such header. */
  idempotencyHeader?: string;
  /** The SDK's own error as ours; undefined when it is not the vendor's. `call` is what was asked, `POST /v1/prices`. */
  explain(error: unknown, call: string): VendorError | undefined;
  /** HTTP status or vendor code → what the operator should do. */
  advice: Readonly<Record<string, string>>;
  /** Fields of answers that are shown once and must never reach an exchange log: `secret`, `password`. */
  secretFields: readonly string[];
  limits: RateLimit;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of vendors holds clients of many types; each task names its own.
export type AnyVendor = Vendor<any>;
