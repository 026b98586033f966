/**
 * Doors: the only way to a vendor's HTTP API. Implemented by `ports/http.ts`; a walk gets one set of doors and opens one per vendor and task.
 */
import type { AnyVendor, OpenDoor, VendorId } from './vendor.ts';

export interface Doors {
  /**
   * @param scope.by the task or check on whose behalf requests are made; journalled
   * @param scope.writes `no`: a write is refused · `yes`: journalled and sent · `test data`: sent without a journal entry, for checks in a vendor's test mode
   * @param scope.signal aborts requests
   */
  open(vendor: AnyVendor, scope: { by: string; writes: 'no' | 'yes' | 'test data'; signal: AbortSignal }): OpenDoor;
  /**
   * Forgets remembered answers of a vendor (or of all), so that the next read asks again. With `by` for this task or check alone: what it reads from then on is its own,
   * and what others have been told still holds for them.
   */
  forget(vendor?: VendorId, by?: string): void;
  /** Requests sent so far: reads, writes, and writes of a check's own test data. */
  sent(): { reads: number; writes: number; testData: number };
  /** The last call that a task or check made, `POST /v1/prices`; SDKs do not tell it in their errors. */
  lastCall(by: string): string | undefined;
  /** What a door itself threw at a task or check (a refusal, a web page instead of JSON); SDKs hide it behind a connection error. */
  thrown(by: string): Error | undefined;
}

/** One request and its answer, as `exchanges.ndjson` records it: secrets replaced by typed placeholders. */
export interface Exchange {
  at: string;
  vendor: VendorId;
  method: string;
  /** As sent to the vendor's base, `/v1/prices`. */
  path: string;
  query: string;
  requestHeaders: Record<string, string>;
  requestBody: string;
  status: number;
  responseBody: string;
}
