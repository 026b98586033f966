/**
 * What a database on Upstash has used of its plan, and what it refuses: counts, sizes, faults. Knows no socket.
 */
import type { Clock, Random } from '../../core/ports.ts';
import { makeRoom } from './eviction.ts';
import type { RedisServer } from './open.ts';
import { grows, isCounted, keyRefusal, notOffered, type PlanLimits, says } from './plan-limits.ts';

/** What goes wrong on purpose. */
export interface RedisFaults {
  /** Every command is answered as if the month's commands were used up. */
  exhausted: boolean;
  /** Every login is refused, as after somebody else changed the password. */
  wrongPassword: boolean;
  /** Connections are dropped before anything is said. */
  refuseConnections: boolean;
  /** No further connection is let in. */
  connectionsFull: boolean;
  /** Every write is answered as if there were no room. */
  full: boolean;
  /** Added to every round trip, milliseconds. */
  slowMs: number;
  /** Commands per second from here on, in place of the plan's; undefined = the plan's. */
  throttledTo: number | undefined;
}

export const noRedisFaults: RedisFaults = {
  exhausted: false,
  wrongPassword: false,
  refuseConnections: false,
  connectionsFull: false,
  full: false,
  slowMs: 0,
  throttledTo: undefined,
};

export interface Usage {
  /** `2026-11` */
  month: string;
  /** Billed commands of this month; pipelined ones and those in a transaction count one each. */
  commands: number;
  refused: number;
  evicted: number;
  connections: number;
}

export class Account {
  limits: PlanLimits;
  faults: RedisFaults = noRedisFaults;
  readonly usage: Usage;
  readonly #server: RedisServer;
  readonly #clock: Clock;
  readonly #random: Random;
  #measured = Number.NaN;
  /** By how much the data can have grown since they were measured, bytes. */
  #since = 0;
  #second = { number: 0, commands: 0 };

  constructor(server: RedisServer, limits: PlanLimits, clock: Clock, random: Random) {
    this.#server = server;
    this.limits = limits;
    this.#clock = clock;
    this.#random = random;
    this.usage = { month: this.#month(), commands: 0, refused: 0, evicted: 0, connections: 0 };
  }

  #month(): string {
    return this.#clock.now().toISOString().slice(0, 7);
  }

  /** Waits as long as this command must wait before it is looked at. */
  async throttle(): Promise<void> {
    const allowed = this.faults.throttledTo ?? this.limits.commandsPerSecond;
    for (;;) {
      const number = Math.floor(this.#clock.tick() / 1000);
      if (number !== this.#second.number) this.#second = { number, commands: 0 };
      if (this.#second.commands < allowed) break;
      await this.#clock.sleep(Math.max(1, (number + 1) * 1000 - this.#clock.tick()));
    }
    this.#second.commands += 1;
  }

  /** Counts a request and says why it is refused; undefined lets it through. */
  async refusal(args: readonly string[], bytes: number): Promise<string | undefined> {
    const reason = await this.#reason(args, bytes);
    if (reason !== undefined) this.usage.refused += 1;
    return reason;
  }

  async #reason(args: readonly string[], bytes: number): Promise<string | undefined> {
    const name = args[0]?.toLowerCase() ?? '';
    if (this.faults.wrongPassword && (name === 'auth' || (name === 'hello' && args.length > 2))) return says.wrongPassword();
    const fixed = notOffered(args) ?? keyRefusal(args);
    if (fixed !== undefined) return fixed;
    if (bytes > this.limits.maxRequestBytes) return says.tooLarge(this.limits.maxRequestBytes, bytes);
    if (isCounted(name)) {
      const spent = this.#count();
      if (spent !== undefined) return spent;
    }
    return grows(name) && !(await this.#hasRoom(bytes)) ? says.full() : undefined;
  }

  /** Counts a command, or says that there are none left. */
  #count(): string | undefined {
    const month = this.#month();
    if (month !== this.usage.month) Object.assign(this.usage, { month, commands: 0 });
    const limit = this.limits.maxCommandsPerMonth;
    if (this.faults.exhausted) return says.tooManyCommands(limit, Math.max(limit, this.usage.commands));
    if (this.usage.commands >= limit) return says.tooManyCommands(limit, this.usage.commands);
    this.usage.commands += 1;
    return undefined;
  }

  async #hasRoom(bytes: number): Promise<boolean> {
    if (this.faults.full) return false;
    const { maxDataBytes, eviction } = this.limits;
    // Allocators round up, and every key costs something of its own.
    this.#since += bytes * 1.5 + 128;
    // Only near the limit is it worth to measure.
    if (this.#measured + this.#since < maxDataBytes) return true;
    await this.#measure();
    if (this.#measured + bytes <= maxDataBytes) return true;
    if (!eviction) return false;
    this.usage.evicted += await makeRoom(this.#server, this.#random, Math.max(0, maxDataBytes - bytes));
    await this.#measure();
    return true;
  }

  async #measure(): Promise<void> {
    this.#measured = (await this.#server.stats()).bytes;
    this.#since = 0;
  }
}
