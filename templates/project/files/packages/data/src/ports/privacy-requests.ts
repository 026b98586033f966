/** Requests of people about their data, with the date until which they must be answered. */
export interface PrivacyRequest {
  id: string;
  userId: string;
  kind: 'export' | 'delete';
  /** requested → ready (export) | done; a deletion waits as `scheduled` until `runsAt` and may be cancelled till then. */
  status: 'requested' | 'scheduled' | 'ready' | 'done' | 'cancelled' | 'failed';
  createdAt: Date;
  dueAt: Date;
  /** When a deletion runs. */
  runsAt?: Date | undefined;
  /** Until when an export can be fetched. */
  expiresAt?: Date | undefined;
  finishedAt?: Date | undefined;
  error?: string | undefined;
}

export interface PrivacyRequests {
  open(request: Omit<PrivacyRequest, 'id' | 'finishedAt' | 'error'>): Promise<PrivacyRequest>;
  get(id: string): Promise<PrivacyRequest | undefined>;
  /** Newest first. */
  ofUser(userId: string): Promise<readonly PrivacyRequest[]>;
  move(
    id: string,
    from: PrivacyRequest['status'],
    to: PrivacyRequest['status'],
    change?: PrivacyChange,
  ): Promise<PrivacyRequest | undefined>;
  /** Keeps a packed export with the request; `undefined` throws it away. */
  setArchive(id: string, archive: Uint8Array | undefined): Promise<void>;
  archive(id: string): Promise<Uint8Array | undefined>;
  /** To be worked on: exports asked for before `before`, deletions whose time has come. */
  waiting(before: Date, now: Date, limit: number): Promise<readonly PrivacyRequest[]>;
  /** Exports whose link has ended. */
  expired(now: Date, limit: number): Promise<readonly PrivacyRequest[]>;
  /** Neither answered nor cancelled, due before then: the reminder. */
  due(before: Date, limit: number): Promise<readonly PrivacyRequest[]>;
}

export type PrivacyChange = Partial<Pick<PrivacyRequest, 'expiresAt' | 'finishedAt' | 'error'>>;
