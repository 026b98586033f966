/**
 * Turns log lines into messages for a Discord webhook: at most ten embeds each, within Discord's lengths. Equal errors are told once with a count; what goes on
 * after that is counted, and told as a digest.
 * https://discord.com/developers/docs/resources/message#embed-object-embed-limits
 */
import { scrub } from './scrub.ts';

export interface LogLine {
  level: number;
  time: number;
  msg?: string | undefined;
  err?: { type?: string; message?: string; stack?: string } | undefined;
  [more: string]: unknown;
}

export interface Embed {
  title: string;
  description: string;
  color: number;
  timestamp: string;
  fields: readonly { name: string; value: string; inline: boolean }[];
}

export interface DiscordMessage {
  content: string;
  embeds: readonly Embed[];
  allowed_mentions: { parse: [] };
}

/** A message on its way: `told` when it arrived, `putBack` when it did not. */
export interface Taken {
  message: DiscordMessage;
  entries: ReadonlyMap<string, Entry>;
  dropped: number;
}

export interface BatchOptions {
  /** Different errors that wait at once; more are counted only. */
  most?: number;
  /** After an error was told it is only counted for so long, and then told as a digest. Milliseconds. */
  digestMs?: number;
}

interface Entry {
  line: LogLine;
  count: number;
  /** Since when it was only counted, where it is a digest. Milliseconds since 1970. */
  since?: number | undefined;
}

const mostEmbeds = 10;
/** All embeds of a message together. */
const mostCharacters = 6000;
const levels: readonly { from: number; title: string; color: number }[] = [
  { from: 60, title: 'FATAL', color: 0x8b_00_00 },
  { from: 50, title: 'ERROR', color: 0xe7_4c_3c },
  { from: 40, title: 'WARNING', color: 0xf1_c4_0f },
  { from: 0, title: 'INFO', color: 0x34_98_db },
];

/** Lines that wait to be told, and errors that were told lately. */
export class Batch {
  readonly #waiting = new Map<string, Entry>();
  readonly #told = new Map<string, Entry & { since: number }>();
  readonly #most: number;
  readonly #digestMs: number;
  #dropped = 0;

  constructor({ most = 200, digestMs = 300_000 }: BatchOptions = {}) {
    this.#most = most;
    this.#digestMs = digestMs;
  }

  add(line: LogLine): void {
    const key = fingerprint(line);
    const known = this.#waiting.get(key) ?? this.#told.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#waiting.size < this.#most) this.#waiting.set(key, { line, count: 1 });
    else this.#dropped += 1;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Errors that went on after they were told are told again, those that ended are forgotten. */
  digest(now: number, all = false): void {
    for (const [key, entry] of this.#told) {
      if (!all && now - entry.since < this.#digestMs) continue;
      this.#told.delete(key);
      if (entry.count > 0) this.#waiting.set(key, entry);
    }
  }

  /** The next message; undefined when there is nothing to tell. */
  take(service: string, now: number): Taken | undefined {
    const entries = new Map<string, Entry>();
    const embeds: Embed[] = [];
    let room = mostCharacters;
    for (const [key, entry] of this.#waiting) {
      const embed = embedOf(entry, service, now);
      room -= lengthOf(embed);
      if (embeds.length === mostEmbeds || room < 0) break;
      embeds.push(embed);
      entries.set(key, entry);
    }
    for (const key of entries.keys()) this.#waiting.delete(key);
    if (embeds.length === 0) return undefined;
    const dropped = this.#dropped;
    this.#dropped = 0;
    const content = dropped > 0 ? `${dropped} further errors were not told here; they are in the log.` : '';
    return { message: { content, embeds, allowed_mentions: { parse: [] } }, entries, dropped };
  }

  /** It arrived: from now on these are counted. */
  told({ entries }: Taken, now: number): void {
    for (const [key, { line }] of entries) {
      const meanwhile = this.#waiting.get(key)?.count ?? 0;
      this.#waiting.delete(key);
      this.#told.set(key, { line, count: meanwhile, since: now });
    }
    for (const [key, { count }] of this.#told) {
      if (this.#told.size <= this.#most) break;
      this.#told.delete(key);
      this.#dropped += count;
    }
  }

  /** It did not arrive, and may later. */
  putBack({ entries, dropped }: Taken): void {
    const later = [...this.#waiting];
    this.#waiting.clear();
    for (const [key, entry] of entries) this.#waiting.set(key, { ...entry });
    for (const [key, entry] of later) {
      const known = this.#waiting.get(key);
      if (known !== undefined) known.count += entry.count;
      else if (this.#waiting.size < this.#most) this.#waiting.set(key, entry);
      else this.#dropped += entry.count;
    }
    this.#dropped += dropped;
  }

  /** It did not arrive and never will. */
  lost({ entries, dropped }: Taken): void {
    for (const { count } of entries.values()) this.#dropped += count;
    this.#dropped += dropped;
  }
}

/** Numbers and ids differ from one occurrence to the next; the error is the same. One that was asked for (`marker`) is told each time. */
function fingerprint({ level, msg, err, marker = '' }: LogLine): string {
  const where = err?.stack?.split('\n')[1]?.trim() ?? '';
  return [level, `${msg ?? ''} ${err?.message ?? ''}`.replace(/[\da-f]{8,}|\d+/gi, '#'), where, String(marker)].join('|');
}

function embedOf({ line, count, since }: Entry, service: string, now: number): Embed {
  const { title, color } = levels.find(({ from }) => line.level >= from) ?? { title: 'LOG', color: 0 };
  const text = [line.msg, line.err?.message].filter((part, index, all) => part && all.indexOf(part) === index).join('\n');
  const [, place = '—'] = line.err?.stack?.split('\n').map((part) => part.trim()) ?? [];
  return {
    title: title + times(count, since, now),
    description: cut(scrub(text) || '(no message)', 1500),
    color,
    timestamp: new Date(line.time).toISOString(),
    fields: [
      { name: 'Logger', value: cut(service, 100), inline: true },
      { name: 'Function', value: cut(scrub(place.replace(/^at /, '').replace(/ \(.*$/, '')), 200), inline: true },
      { name: 'Line', value: cut(/[^/\\(]+:\d+:\d+/.exec(place)?.[0] ?? '—', 200), inline: true },
    ],
  };
}

function times(count: number, since: number | undefined, now: number): string {
  if (since === undefined) return count > 1 ? ` (${count} times)` : '';
  const seconds = Math.max(1, Math.round((now - since) / 1000));
  const span = seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
  return ` (${count} ${count === 1 ? 'time' : 'times'} more in ${span})`;
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function lengthOf({ title, description, fields }: Embed): number {
  return title.length + description.length + fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
}
