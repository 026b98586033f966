/**
 * Turns log lines into messages for a Discord webhook: at most ten embeds each, equal errors once with a count, within Discord's lengths.
 * https://discord.com/developers/docs/resources/message#embed-object-embed-limits
 */
import { scrubText } from './redact.ts';

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

const mostEmbeds = 10;
/** All embeds of a message together. */
const mostCharacters = 6000;
const levels: readonly { from: number; title: string; color: number }[] = [
  { from: 60, title: 'FATAL', color: 0x8b_00_00 },
  { from: 50, title: 'ERROR', color: 0xe7_4c_3c },
  { from: 40, title: 'WARNING', color: 0xf1_c4_0f },
  { from: 0, title: 'INFO', color: 0x34_98_db },
];

interface Entry {
  line: LogLine;
  count: number;
}

/** Lines that wait to be told. */
export class Batch {
  readonly #entries = new Map<string, Entry>();
  readonly #most: number;
  #dropped = 0;

  /** @param most different errors that wait at once; more are counted only */
  constructor(most = 200) {
    this.#most = most;
  }

  add(line: LogLine): void {
    const key = fingerprint(line);
    const known = this.#entries.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#entries.size < this.#most) this.#entries.set(key, { line, count: 1 });
    else this.#dropped += 1;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The next message, and how to put it back when it could not be sent; undefined when there is nothing to tell. */
  next(service: string): { content: string; embeds: readonly Embed[]; allowed_mentions: { parse: [] } } | undefined {
    const embeds: Embed[] = [];
    let room = mostCharacters;
    for (const [key, entry] of this.#entries) {
      const embed = embedOf(entry, service);
      const length = lengthOf(embed);
      if (embeds.length === mostEmbeds || length > room) break;
      embeds.push(embed);
      room -= length;
      this.#entries.delete(key);
    }
    if (embeds.length === 0) return undefined;
    const content = this.#dropped > 0 ? `${this.#dropped} further errors were not told here; they are in the log.` : '';
    this.#dropped = 0;
    return { content, embeds, allowed_mentions: { parse: [] } };
  }

  /** Counts what was lost because Discord refused it. */
  lost(count: number): void {
    this.#dropped += count;
  }
}

/** Numbers and ids differ from one occurrence to the next; the error is the same. */
function fingerprint({ level, msg, err }: LogLine): string {
  const where = err?.stack?.split('\n')[1]?.trim() ?? '';
  return [level, `${msg ?? ''} ${err?.message ?? ''}`.replace(/[\da-f]{8,}|\d+/gi, '#'), where].join('|');
}

function embedOf({ line, count }: Entry, service: string): Embed {
  const { title, color } = levels.find(({ from }) => line.level >= from) ?? { title: 'LOG', color: 0 };
  const text = [line.msg, line.err?.message].filter((part, index, all) => part && all.indexOf(part) === index).join('\n');
  const [, place = '—'] = line.err?.stack?.split('\n').map((part) => part.trim()) ?? [];
  return {
    title: count > 1 ? `${title} (${count} times)` : title,
    description: cut(scrubText(text) || '(no message)', 1500),
    color,
    timestamp: new Date(line.time).toISOString(),
    fields: [
      { name: 'Logger', value: cut(service, 100), inline: true },
      { name: 'Function', value: cut(scrubText(place.replace(/^at /, '').replace(/ \(.*$/, '')), 200), inline: true },
      { name: 'Line', value: cut(/[^/\\(]+:\d+:\d+/.exec(place)?.[0] ?? '—', 200), inline: true },
    ],
  };
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function lengthOf({ title, description, fields }: Embed): number {
  return title.length + description.length + fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
}
