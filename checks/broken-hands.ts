/** The hands with which worlds of phases 6.1 to 6.4 are broken: see `broken-worlds.test.ts`. */
import type { Db } from 'mongodb';
import type Stripe from 'stripe';
import type { VendorId } from '../src/core/vendor.ts';
import type { DomainHands } from './broken-domain.ts';
import type { BrokenRow } from './broken-row.ts';

/** What a person, or fate, can do to the world of phases 6.1 to 6.4. */
export interface WorldHands extends DomainHands {
  /** The account as its owner works with it, in the dashboard or by the API. */
  stripe: Stripe;
  values: Record<string, string>;
  write(path: string, text: string): Promise<void>;
  change(path: string, edit: (text: string) => string): Promise<void>;
  chmod(path: string, mode: number): Promise<void>;
  remove(path: string): Promise<void>;
  git(...args: string[]): void;
  /** Changes what the emulator holds, as only Stripe itself could. */
  things(edit: (things: Record<string, Thing[]>) => void): Promise<void>;
  /** A button of a vendor's dashboard. */
  press(vendor: VendorId, action: string, fields: Record<string, string>): Promise<unknown>;
  /** Changes what the emulated Upstash holds of the cache and of the queue. */
  databases(edit: (cache: Record<string, unknown>, queue: Record<string, unknown>) => void): Promise<void>;
  /** Changes what the emulated Atlas holds. */
  atlas(edit: (state: { clusters: Record<string, unknown>[] }) => Promise<void>): Promise<void>;
  /** The database as somebody with its connection string can change it. */
  mongo(work: (db: Db) => Promise<unknown>): Promise<void>;
  /** A database from before, with two documents. Resolves to its port. */
  oldDatabase(): Promise<number>;
  now(): Date;
}
export type Thing = Record<string, unknown> & { id: string };

export type WorldRow = BrokenRow<WorldHands>;
