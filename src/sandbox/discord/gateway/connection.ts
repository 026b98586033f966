/** One connection: hello, identify or resume, heartbeats. What it may not do closes it with Discord's code. */
import type { SocketEvents, SocketLink } from '../../../ports/websocket.ts';
import { list, record } from '../body.ts';
import { type Closing, closing, frame, op } from './protocol.ts';
import type { Session } from './session.ts';

/** What the hub does for a connection. */
export interface Desk {
  heartbeatMs(): number;
  tick(): number;
  /** A new session, or why not; `later`: the identify gate is shut. */
  identify(connection: Connection, data: Readonly<Record<string, unknown>>): Session | Closing | 'later';
  /** The session goes on, or why not; `void`: it cannot be resumed. */
  resume(connection: Connection, data: Readonly<Record<string, unknown>>): Session | Closing | 'void';
  members(session: Session, data: Readonly<Record<string, unknown>>): void;
  gone(connection: Connection, code: number): void;
}

/** Messages a minute. */
const most = 120;
const minute = 60_000;

export class Connection implements SocketEvents {
  session: Session | undefined;
  readonly link: SocketLink;
  /** Under which name the client came. */
  readonly host: string;
  readonly #desk: Desk;
  #lastBeat: number;
  #window = { since: 0, count: 0 };

  constructor(link: SocketLink, host: string, desk: Desk) {
    this.link = link;
    this.host = host;
    this.#desk = desk;
    this.#lastBeat = desk.tick();
    link.send(frame(op.hello, { heartbeat_interval: desk.heartbeatMs(), _trace: ['k77-sandbox'] }));
  }

  message(text: string): void {
    if (this.session?.isSilent) return;
    const payload = parsed(text);
    if (!this.#mayTalk()) this.close(closing.rateLimited);
    else if (!payload) this.close(closing.decode);
    else this.#take(Number(payload.op), payload.d);
  }

  closed(code: number): void {
    this.#desk.gone(this, code);
  }

  close([code, reason]: Closing): void {
    this.link.close(code, reason);
  }

  /** Closes a client that has not been heard of for one and a half intervals. */
  check(): void {
    if (this.#desk.tick() - this.#lastBeat > this.#desk.heartbeatMs() * 1.5) this.close(closing.timedOut);
  }

  #take(code: number, data: unknown): void {
    const { session } = this;
    if (code === op.heartbeat) this.#beat();
    else if (code === op.identify || code === op.resume) this.#begin(code, record(data));
    else if (!session) this.close(closing.notAuthenticated);
    else if (code === op.members) this.#desk.members(session, record(data));
    else if (code !== op.presence && code !== op.voice && code !== op.sounds) this.close(closing.unknownOp);
  }

  #beat(): void {
    this.#lastBeat = this.#desk.tick();
    this.link.send(frame(op.ack, null));
  }

  #begin(code: number, data: Readonly<Record<string, unknown>>): void {
    const result = this.session
      ? closing.alreadyAuthenticated
      : code === op.identify
        ? this.#desk.identify(this, data)
        : this.#desk.resume(this, data);
    if (result === 'later' || result === 'void') this.link.send(frame(op.invalidSession, false));
    else if (isClosing(result)) this.close(result);
    else this.session = result;
  }

  #mayTalk(): boolean {
    const now = this.#desk.tick();
    if (now - this.#window.since > minute) this.#window = { since: now, count: 0 };
    return ++this.#window.count <= most;
  }
}

function isClosing(result: Session | Closing): result is Closing {
  return Array.isArray(result);
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const [payload] = list([JSON.parse(text)]);
    return payload && typeof payload.op === 'number' ? payload : undefined;
  } catch {
    return undefined;
  }
}
