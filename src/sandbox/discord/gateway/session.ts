/** A session: what one shard of a bot was told, also while its connection is broken, so that it can resume. */
import type { SocketLink } from '../../../ports/websocket.ts';
import type { GatewayEvent } from '../books.ts';
import { frame, op, shardOf } from './protocol.ts';

/** How much is kept for a resume; Discord keeps some minutes. */
const kept = 3000;

export class Session {
  readonly id: string;
  readonly application: string;
  readonly token: string;
  readonly intents: number;
  readonly shard: number;
  readonly shards: number;
  /** ISO 8601. */
  readonly since: string;
  link: SocketLink | undefined;
  /** The client got READY or RESUMED and has its connection. */
  isReady = false;
  /** The client is not answered any more, as when a connection died without anybody noticing. */
  isSilent = false;
  resumed = 0;
  /** Since when the connection is gone, milliseconds of `Clock.tick`. */
  brokenAt: number | undefined;
  seq = 0;
  #sent = 0;
  #buffer: { seq: number; text: string }[] = [];

  constructor(told: Pick<Session, 'id' | 'application' | 'token' | 'intents' | 'shard' | 'shards' | 'since' | 'link'>) {
    this.id = told.id;
    this.application = told.application;
    this.token = told.token;
    this.intents = told.intents;
    this.shard = told.shard;
    this.shards = told.shards;
    this.since = told.since;
    this.link = told.link;
  }

  hears({ application, guild, intents }: GatewayEvent): boolean {
    if (application !== this.application || (intents !== 0 && !(intents & this.intents))) return false;
    return (guild === undefined ? 0 : shardOf(guild, this.shards)) === this.shard;
  }

  /** Numbers an event; `flush` sends it. */
  push(type: string, data: unknown): void {
    this.seq++;
    this.#buffer.push({ seq: this.seq, text: frame(op.dispatch, data, this.seq, type) });
    if (this.#buffer.length > kept * 2) this.#buffer = this.#buffer.slice(-kept);
  }

  flush(): void {
    if (!this.link || this.isSilent) return;
    for (const { seq, text } of this.#buffer) if (seq > this.#sent) this.link.send(text);
    this.#sent = this.seq;
  }

  /** The connection is gone since this moment. */
  lose(tick: number): void {
    this.link = undefined;
    this.isReady = false;
    this.brokenAt = tick;
  }

  /** True when everything after `seq` is still known. */
  canResume(seq: number): boolean {
    return (this.#buffer[0]?.seq ?? 1) <= seq + 1;
  }

  /** Goes on over another connection with what came after `seq`. */
  resume(link: SocketLink, seq: number): void {
    this.link = link;
    this.isSilent = false;
    this.brokenAt = undefined;
    this.resumed++;
    this.#sent = seq;
    this.push('RESUMED', { _trace: ['k77-sandbox'] });
    this.flush();
    this.isReady = true;
  }
}
