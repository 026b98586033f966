/**
 * The gateway: who is connected, who may identify, who hears what. Sessions live in memory: after a restart a resume is refused and bots identify anew.
 * https://docs.discord.com/developers/events/gateway
 */
import type { UpgradeHandler } from '../../../ports/listen.ts';
import { acceptSocket } from '../../../ports/websocket.ts';
import type { Background } from '../../kernel.ts';
import type { Books, GatewayEvent, Starts } from '../books.ts';
import type { Application, Guild } from '../model.ts';
import { Connection, type Desk } from './connection.ts';
import { greet, tellMembers } from './greeting.ts';
import { identityOf } from './identity.ts';
import { closing, frame, op, shardOf } from './protocol.ts';
import { Session } from './session.ts';

/** How long a session waits for its bot, milliseconds. */
const resumable = 180_000;
const day = 86_400_000;
/** Clients measure the identify window from a little before us. */
const tolerance = 300;

export interface Identify {
  shard: number;
  shards: number;
  /** Milliseconds of one clock. */
  at: number;
  refused: boolean;
}

export class Hub implements Desk {
  readonly #books: () => Books;
  readonly #connections = new Set<Connection>();
  readonly #sessions = new Map<string, Session>();
  readonly #starts = new Map<string, { used: number; since: number }>();
  /** When the last session of a rate limit key identified. */
  readonly #gates = new Map<string, number>();
  readonly #identifies: Identify[] = [];
  #background: Background | undefined;
  #queue: Promise<void> = Promise.resolve();
  #isEnded = false;

  constructor(books: () => Books) {
    this.#books = books;
  }

  begin(background: Background): void {
    this.#background = background;
  }

  end(): void {
    this.#isEnded = true;
    for (const { link } of this.#connections) link.destroy();
  }

  readonly upgrade: UpgradeHandler = (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://gateway.discord.gg');
    const refusal =
      this.#books().state.gateway.down || this.#isEnded ? '503 Service Unavailable' : pathname === '/' ? undefined : '404 Not Found';
    if (refusal) {
      socket.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    acceptSocket([request, socket, head], searchParams.get('compress') === 'zlib-stream', (link) => {
      const connection = new Connection(link, request.headers.host ?? '', this);
      this.#connections.add(connection);
      if (!['9', '10', null].includes(searchParams.get('v'))) connection.close(closing.invalidVersion);
      else if (!['json', null].includes(searchParams.get('encoding'))) connection.close(closing.decode);
      return connection;
    });
  };

  // ── What bots hear ──

  /** Everybody who listens hears it, once the change behind it is durable. */
  tell(event: GatewayEvent): void {
    const listeners = [...this.#sessions.values()].filter((session) => session.hears(event));
    if (listeners.length === 0) return;
    for (const session of listeners) session.push(event.type, event.data(session.intents));
    const durable = this.#background?.changed() ?? Promise.resolve();
    this.#queue = Promise.allSettled([this.#queue, durable]).then(() => {
      for (const session of listeners) session.flush();
    });
  }

  /** True when somebody hears it now, or may still when a broken session resumes. */
  isHeard(event: GatewayEvent): boolean {
    return [...this.#sessions.values()].some((session) => session.hears(event));
  }

  // ── What connections ask ──

  heartbeatMs(): number {
    return this.#books().state.gateway.heartbeatMs;
  }

  tick(): number {
    return this.#books().tools.clock.tick();
  }

  identify({ link, host }: Connection, data: Readonly<Record<string, unknown>>): ReturnType<Desk['identify']> {
    const books = this.#books();
    const identity = identityOf(books, data);
    if (!('application' in identity)) return identity;
    const { application, intents, shard, shards } = identity;
    this.#background?.touch();
    if (this.starts(application.id).remaining === 0) {
      // Discord does just that to a bot that starts too often.
      books.resetToken(application);
      this.enforce();
      return closing.authentication;
    }
    if (!this.#pass(application, shard, shards)) return 'later';
    const id = books.tools.random.uuid().replaceAll('-', '');
    const session = new Session({
      id,
      application: application.id,
      token: application.botToken,
      intents,
      shard,
      shards,
      since: books.iso(),
      link,
    });
    const guilds = this.guildsOf(session);
    greet(books, application, session, guilds, resumeUrl(host));
    this.#sessions.set(id, session);
    session.flush();
    session.isReady = true;
    return session;
  }

  resume({ link }: Connection, data: Readonly<Record<string, unknown>>): ReturnType<Desk['resume']> {
    const session = this.#sessions.get(String(data.session_id));
    const token = String(data.token ?? '').replace(/^Bot /, '');
    if (!this.#books().state.applications.some(({ botToken }) => botToken === token)) return closing.authentication;
    if (!session || session.token !== token) return 'void';
    const seq = Number(data.seq);
    if (seq > session.seq) return closing.invalidSeq;
    if (!session.canResume(seq)) return 'void';
    session.link?.destroy();
    session.resume(link, seq);
    return session;
  }

  members(session: Session, data: Readonly<Record<string, unknown>>): void {
    tellMembers(this.#books(), session, data);
  }

  gone(connection: Connection, code: number): void {
    this.#connections.delete(connection);
    const { session, link } = connection;
    if (!session || session.link !== link) return;
    session.lose(this.tick());
    if (isFinal(code)) this.#sessions.delete(session.id);
  }

  // ── What the world asks ──

  starts(application: string): Starts {
    const { sessionStarts } = this.#books().state.gateway;
    const now = this.tick();
    const counted = this.#starts.get(application);
    if (!counted || now - counted.since >= day) return { remaining: sessionStarts, resetAfterMs: 0 };
    return { remaining: Math.max(0, sessionStarts - counted.used), resetAfterMs: Math.round(counted.since + day - now) };
  }

  identifies(): readonly Identify[] {
    return this.#identifies;
  }

  /** Sessions of a bot that are ready. */
  ready(application: string): Session[] {
    return [...this.#sessions.values()].filter((session) => session.application === application && session.isReady);
  }

  guildsOf({ application, shard, shards }: Session): Guild[] {
    return this.#books()
      .guildsOf(application)
      .filter((guild) => shardOf(guild.id, shards) === shard);
  }

  /** Closes clients that are silent, forgets sessions that nobody resumed. */
  check(): void {
    for (const connection of this.#connections) connection.check();
    for (const { id, brokenAt } of this.#sessions.values())
      if (brokenAt !== undefined && this.tick() - brokenAt > resumable) this.#sessions.delete(id);
  }

  /** Closes sessions whose token is not valid any more, and all connections while the gateway is down. */
  enforce(): void {
    const { applications, gateway } = this.#books().state;
    for (const session of [...this.#sessions.values()]) {
      if (applications.some(({ botToken }) => botToken === session.token)) continue;
      session.link?.close(...closing.authentication);
      this.#sessions.delete(session.id);
    }
    if (gateway.down) for (const connection of this.#connections) this.#cut(connection);
  }

  disturb(how: 'reconnect' | 'break' | 'invalidate' | 'zombie', application: string, shard: number | undefined): number {
    const struck = this.ready(application).filter((session) => shard === undefined || session.shard === shard);
    for (const session of struck) {
      if (how === 'reconnect') session.link?.send(frame(op.reconnect, null));
      if (how === 'break') session.link?.destroy();
      if (how === 'break') session.lose(this.tick());
      if (how === 'zombie') session.isSilent = true;
      if (how !== 'invalidate') continue;
      this.#sessions.delete(session.id);
      session.link?.send(frame(op.invalidSession, false));
    }
    return struck.length;
  }

  /** A server that came or went while the bot was not told. */
  invalidate(application: string): void {
    this.disturb('invalidate', application, undefined);
    for (const session of [...this.#sessions.values()]) if (session.application === application) this.#sessions.delete(session.id);
  }

  /** Breaks a connection; its session waits for its bot. */
  #cut({ link, session }: Connection): void {
    link.destroy();
    if (session?.link === link) session.lose(this.tick());
  }

  /** One session per rate limit key and window; counted whether it passes or not, as clients see it. */
  #pass(application: Application, shard: number, shards: number): boolean {
    const { maxConcurrency, identifyWindowMs } = this.#books().state.gateway;
    const now = this.tick();
    const key = `${application.id} ${shard % maxConcurrency}`;
    const last = this.#gates.get(key);
    const passes = last === undefined || now - last >= identifyWindowMs - Math.min(tolerance, identifyWindowMs / 2);
    this.#identifies.push({ shard, shards, at: now, refused: !passes });
    if (!passes) return false;
    this.#gates.set(key, now);
    const counted = this.#starts.get(application.id);
    const isFresh = !counted || now - counted.since >= day;
    this.#starts.set(application.id, isFresh ? { used: 1, since: now } : { ...counted, used: counted.used + 1 });
    return true;
  }
}

/** A client that says goodbye is gone, and after some of our codes nobody may resume; clients close with codes of their own before they do. */
function isFinal(code: number): boolean {
  const refused = [closing.authentication, closing.invalidSeq, closing.timedOut, closing.invalidShard, closing.disallowedIntents];
  return code === 1000 || code === 1001 || refused.some(([own]) => own === code);
}

/** Discord names another host than the first time. */
function resumeUrl(host: string): string {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) ? `ws://${host}` : 'wss://gateway-us-east1-b.discord.gg';
}
