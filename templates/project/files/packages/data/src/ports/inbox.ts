/** Events of Stripe, written down before they are answered, so that none is lost and none is handled twice. */
export interface InboxEvent {
  /** evt_… */
  id: string;
  type: string;
  /** The object that it is about: sub_…, in_…, cs_… */
  objectId: string;
  livemode: boolean;
  status: 'received' | 'done' | 'failed';
  receivedAt: Date;
  attempts: number;
  /** Why the last attempt failed. */
  error?: string | undefined;
}

export interface Inbox {
  /** Written by a majority of the servers before it returns. */
  receive(event: Pick<InboxEvent, 'id' | 'type' | 'objectId' | 'livemode'>, at: Date): Promise<'new' | 'duplicate'>;
  get(id: string): Promise<InboxEvent | undefined>;
  done(id: string): Promise<void>;
  /** Counts the attempt; `final` takes it out of `waiting`. */
  failed(id: string, error: string, final: boolean): Promise<void>;
  /** Received before then and not done: their job was lost. */
  waiting(before: Date, limit: number): Promise<readonly InboxEvent[]>;
  count(status: InboxEvent['status']): Promise<number>;
}
