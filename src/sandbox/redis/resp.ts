/**
 * Reading RESP: requests as a server receives them (arrays of strings, or a line typed by hand), replies as a client does.
 */

/** The other side does not speak RESP; `message` is what Redis answers before it hangs up. */
export class ProtocolError extends Error {}

const largestBulk = 512 * 1024 * 1024;
const largestLine = 64 * 1024;

/** Bytes that have arrived and are not understood yet. */
class Inbox {
  buffer: Buffer = Buffer.alloc(0);

  add(chunk: Buffer): void {
    this.buffer = this.buffer.length === 0 ? chunk : Buffer.concat([this.buffer, chunk]);
  }

  /** The line that begins at `from`, without its end; undefined while that has not arrived. */
  line(from: number): { text: string; end: number } | undefined {
    const end = this.buffer.indexOf(10, from);
    if (end < 0) return undefined;
    const stop = end > from && this.buffer[end - 1] === 13 ? end - 1 : end;
    return { text: this.buffer.toString('latin1', from, stop), end: end + 1 };
  }

  drop(until: number): void {
    this.buffer = this.buffer.subarray(until);
  }
}

/** Requests out of a stream of chunks. Feed it, then take until it has none. */
export class RequestReader {
  readonly #inbox = new Inbox();

  feed(chunk: Buffer): void {
    this.#inbox.add(chunk);
  }

  /** The next whole request with its size in bytes; empty ones (a blank line) are skipped. */
  take(): { args: string[]; bytes: number } | undefined {
    while (this.#inbox.buffer.length > 0) {
      const request = this.#inbox.buffer[0] === 42 ? this.#array() : this.#inline();
      if (request === undefined) return undefined;
      this.#inbox.drop(request.end);
      if (request.args.length > 0) return { args: request.args, bytes: request.end };
    }
    return undefined;
  }

  #array(): { args: string[]; end: number } | undefined {
    const head = this.#inbox.line(1);
    if (head === undefined) return this.#tooLong('too big mbulk count string');
    const count = wholeNumber(head.text);
    if (count === undefined || count > 1024 * 1024) throw new ProtocolError('ERR Protocol error: invalid multibulk length');
    const args: string[] = [];
    let at = head.end;
    for (let i = 0; i < count; i += 1) {
      const size = this.#inbox.line(at);
      if (size === undefined) return this.#tooLong('too big bulk count string', at);
      if (!size.text.startsWith('$')) throw new ProtocolError(`ERR Protocol error: expected '$', got '${size.text[0] ?? ' '}'`);
      const length = wholeNumber(size.text.slice(1));
      if (length === undefined || length < 0 || length > largestBulk) throw new ProtocolError('ERR Protocol error: invalid bulk length');
      if (this.#inbox.buffer.length < size.end + length + 2) return undefined;
      args.push(this.#inbox.buffer.toString('latin1', size.end, size.end + length));
      at = size.end + length + 2;
    }
    return { args, end: at };
  }

  #inline(): { args: string[]; end: number } | undefined {
    const line = this.#inbox.line(0);
    if (line === undefined) return this.#tooLong('too big inline request');
    const args = splitWords(line.text);
    if (args === undefined) throw new ProtocolError('ERR Protocol error: unbalanced quotes in request');
    return { args, end: line.end };
  }

  #tooLong(what: string, from = 0): undefined {
    if (this.#inbox.buffer.length - from > largestLine) throw new ProtocolError(`ERR Protocol error: ${what}`);
    return undefined;
  }
}

function wholeNumber(text: string): number | undefined {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** A typed line as words; quotes and escapes as `redis-cli` has them. Undefined when a quote is not closed. */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  const pattern = /\s*(?:"((?:\\.|[^"\\])*)"(?=\s|$)|'((?:\\'|[^'])*)'(?=\s|$)|([^\s"']+)(?=\s|$))/y;
  let at = 0;
  while (line.slice(at).trim() !== '') {
    pattern.lastIndex = at;
    const found = pattern.exec(line);
    if (found === null) return undefined;
    const [, double, single, bare] = found;
    words.push(bare ?? single?.replaceAll("\\'", "'") ?? unquote(double ?? ''));
    at = pattern.lastIndex;
  }
  return words;
}

function unquote(quoted: string): string {
  const named: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' };
  return quoted.replace(/\\(x[0-9a-fA-F]{2}|.)/gs, (_, code: string) =>
    code.length === 3 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (named[code] ?? code),
  );
}

/** A request as bytes. */
export function encodeRequest(args: readonly string[]): string {
  let bytes = `*${args.length}\r\n`;
  for (const arg of args) bytes += `$${arg.length}\r\n${arg}\r\n`;
  return bytes;
}

/** A reply as a client reads it; the mark tells its type: `$ + - : * _ , # % ~ > = (`. */
export interface Frame {
  mark: string;
  /** Strings, statuses, errors and numbers, as sent; null for the two nils of RESP2. */
  text: string | null;
  /** Members of arrays, sets and pushes; keys and values in turn of maps. */
  items: Frame[];
}

/** Replies out of a stream of chunks. */
export class FrameReader {
  readonly #inbox = new Inbox();

  feed(chunk: Buffer): void {
    this.#inbox.add(chunk);
  }

  /** The next whole reply with the very bytes it came in. */
  take(): { frame: Frame; bytes: Buffer } | undefined {
    const found = this.#frame(0);
    if (found === undefined) return undefined;
    const bytes = this.#inbox.buffer.subarray(0, found.end);
    this.#inbox.drop(found.end);
    return { frame: found.frame, bytes };
  }

  #frame(from: number): { frame: Frame; end: number } | undefined {
    const line = this.#inbox.line(from);
    if (line === undefined) return undefined;
    const mark = line.text[0] ?? '';
    const rest = line.text.slice(1);
    if (mark === '$' || mark === '=' || mark === '!') return this.#bulk(mark, Number(rest), line.end);
    if (!'*~>%'.includes(mark)) return { frame: { mark, text: rest, items: [] }, end: line.end };
    const count = Number(rest) * (mark === '%' ? 2 : 1);
    if (count < 0) return { frame: { mark, text: null, items: [] }, end: line.end };
    const items: Frame[] = [];
    let at = line.end;
    while (items.length < count) {
      const item = this.#frame(at);
      if (item === undefined) return undefined;
      items.push(item.frame);
      at = item.end;
    }
    return { frame: { mark, text: '', items }, end: at };
  }

  #bulk(mark: string, length: number, from: number): { frame: Frame; end: number } | undefined {
    if (length < 0) return { frame: { mark, text: null, items: [] }, end: from };
    if (this.#inbox.buffer.length < from + length + 2) return undefined;
    return { frame: { mark, text: this.#inbox.buffer.toString('latin1', from, from + length), items: [] }, end: from + length + 2 };
  }
}
