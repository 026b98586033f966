/**
 * One client of the proxy: its requests are judged and passed on, refusals are put between the server's replies where they belong.
 */
import type { Clock } from '../../core/ports.ts';
import type { Peer } from '../../ports/tcp.ts';
import { encode, failure } from './reply.ts';
import { encodeRequest, type Frame, FrameReader, ProtocolError, RequestReader } from './resp.ts';
import type { Account } from './upstash-account.ts';

/** A reply that is due: the server's (perhaps changed on its way) or our own. */
type Due = { from: 'server'; change?: ((frame: Frame) => string | undefined) | undefined } | { from: 'us'; bytes: string };

const subscribing = new Set(['subscribe', 'psubscribe', 'unsubscribe', 'punsubscribe', 'ssubscribe', 'sunsubscribe']);
const spoiled = 'EXECABORT Transaction discarded because of previous errors.';

export class ProxyConnection {
  readonly #client: Peer;
  readonly #server: Peer;
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #requests = new RequestReader();
  readonly #replies = new FrameReader();
  readonly #due: Due[] = [];
  #working = false;
  #ended = false;
  #subscribed = false;
  /** Inside MULTI, and whether something was refused there. */
  #multi: 'no' | 'yes' | 'spoiled' = 'no';

  constructor(client: Peer, server: Peer, account: Account, clock: Clock) {
    this.#client = client;
    this.#server = server;
    this.#account = account;
    this.#clock = clock;
    server.onData((chunk) => this.#hear(chunk));
  }

  /** Bytes of the client. */
  take(chunk: Buffer): void {
    this.#requests.feed(chunk);
    if (!this.#working) void this.#work();
  }

  end(): void {
    this.#ended = true;
    this.#client.end();
    this.#server.end();
  }

  async #work(): Promise<void> {
    this.#working = true;
    try {
      if (this.#account.faults.slowMs > 0) await this.#clock.sleep(this.#account.faults.slowMs);
      for (let request = this.#requests.take(); request !== undefined && !this.#ended; request = this.#requests.take())
        await this.#judge(request.args, request.bytes);
    } catch (error) {
      this.#say(error instanceof ProtocolError ? error.message : `ERR k77's proxy failed: ${String(error)}`);
      this.end();
    } finally {
      this.#working = false;
    }
  }

  async #judge(args: readonly string[], bytes: number): Promise<void> {
    await this.#account.throttle();
    const name = args[0]?.toLowerCase() ?? '';
    const refusal = await this.#account.refusal(args, bytes);
    if (refusal !== undefined) {
      if (this.#multi === 'yes') this.#multi = 'spoiled';
      this.#say(refusal);
      return;
    }
    if (name === 'config') return this.#readSettings(args);
    if (name === 'exec' && this.#multi === 'spoiled') {
      this.#multi = 'no';
      return this.#ask(['DISCARD'], () => encode(failure(spoiled), 2));
    }
    if (name === 'multi') this.#multi = 'yes';
    if (name === 'exec' || name === 'discard' || name === 'reset') this.#multi = 'no';
    if (subscribing.has(name)) {
      this.#subscribed = true;
      this.#server.send(Buffer.from(encodeRequest(args), 'latin1'));
      return;
    }
    this.#ask(args, name === 'info' && this.#account.limits.eviction ? policyShown : undefined);
  }

  /** Upstash answers for few settings; the rest of the server behind is nobody's business. */
  #readSettings(args: readonly string[]): void {
    const asked = args.slice(2).map((name) => name.toLowerCase());
    const known = args[1]?.toLowerCase() === 'set' || asked.every((name) => name === 'notify-keyspace-events');
    this.#ask(known ? args : ['CONFIG', 'GET', 'k77-no-such-setting']);
  }

  #ask(args: readonly string[], change?: (frame: Frame) => string | undefined): void {
    this.#due.push({ from: 'server', change });
    this.#server.send(Buffer.from(encodeRequest(args), 'latin1'));
  }

  #say(refusal: string): void {
    this.#due.push({ from: 'us', bytes: encode(failure(refusal), 2) });
    this.#settle();
  }

  #hear(chunk: Buffer): void {
    this.#replies.feed(chunk);
    for (let reply = this.#replies.take(); reply !== undefined; reply = this.#replies.take()) {
      const { frame, bytes } = reply;
      const asked = this.#isUnasked(frame) ? undefined : this.#due.shift();
      const changed = asked?.from === 'server' ? asked.change?.(frame) : undefined;
      this.#client.send(changed === undefined ? bytes : Buffer.from(changed, 'latin1'));
      this.#settle();
    }
  }

  /** Our own replies leave as soon as all before them have. */
  #settle(): void {
    for (let [next] = this.#due; next?.from === 'us'; [next] = this.#due) {
      this.#client.send(Buffer.from(next.bytes, 'latin1'));
      this.#due.shift();
    }
  }

  /** Messages and the confirmations of subscriptions answer no request. */
  #isUnasked(frame: Frame): boolean {
    if (frame.mark === '>') return true;
    if (!this.#subscribed || frame.mark !== '*') return false;
    const kind = frame.items[0]?.text ?? '';
    if (/^[ps]?unsubscribe$/.test(kind) && frame.items[2]?.text === '0') this.#subscribed = false;
    return subscribing.has(kind) || ['message', 'pmessage', 'smessage'].includes(kind);
  }
}

/** INFO of a database with eviction names Upstash's own policy; BullMQ warns of it. */
function policyShown(frame: Frame): string | undefined {
  if (frame.text === null || !'$='.includes(frame.mark)) return undefined;
  const text = frame.text.replace(/^maxmemory_policy:.*$/m, 'maxmemory_policy:optimistic-volatile\r').replace('\r\r', '\r');
  return `${frame.mark}${text.length}\r\n${text}\r\n`;
}
