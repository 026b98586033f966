/**
 * The wire protocol: OP_MSG, and the OP_QUERY with which old drivers say hello. https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 */
import { parse } from '../values/parse.ts';
import { type Doc, isDoc } from '../values/types.ts';
import { write } from '../values/write.ts';

const opReply = 1;
const opQuery = 2004;
const opMsg = 2013;

/** The largest message that hello promises. */
export const maxMessageBytes = 48_000_000;

export interface Request {
  id: number;
  /** How it came, and must be answered. */
  kind: 'message' | 'query';
  body: Doc;
  /** Documents of kind-1 sections, unread. */
  sequences: ReadonlyMap<string, Buffer[]>;
  /** The client wants no answer. */
  silent: boolean;
}

/** Bytes as they come → whole messages. */
export class Frames {
  #chunks: Buffer[] = [];
  #length = 0;

  /** @throws RangeError for a length that no message has: the connection is lost then */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const out: Buffer[] = [];
    for (let need = this.#need(); need !== undefined && this.#length >= need; need = this.#need()) {
      const all = this.#joined();
      out.push(all.subarray(0, need));
      this.#chunks = need === all.length ? [] : [all.subarray(need)];
      this.#length -= need;
    }
    return out;
  }

  #need(): number | undefined {
    if (this.#length < 16) return undefined;
    const first = this.#chunks[0];
    const need = (first && first.length >= 4 ? first : this.#joined()).readInt32LE(0);
    if (need < 16 || need > maxMessageBytes) throw new RangeError(`a message of ${need} bytes`);
    return need;
  }

  #joined(): Buffer {
    const [only] = this.#chunks;
    if (this.#chunks.length === 1 && only) return only;
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [all];
    return all;
  }
}

/** Undefined for an operation that has not been spoken since MongoDB 5.1: the connection ends. */
export function readRequest(message: Buffer): Request | undefined {
  const id = message.readInt32LE(4);
  const operation = message.readInt32LE(12);
  if (operation === opMsg) return readMessage(message, id);
  return operation === opQuery ? readQuery(message, id) : undefined;
}

function readMessage(message: Buffer, id: number): Request | undefined {
  const flags = message.readUInt32LE(16);
  // The low sixteen bits must be understood; those above may be ignored: exhaustAllowed is, every answer is one message.
  if (flags & 0xfffc) return undefined;
  const end = message.length - (flags & 1 ? 4 : 0);
  const sequences = new Map<string, Buffer[]>();
  let body: Doc | undefined;
  for (let at = 20; at < end; ) {
    const kind = message[at++];
    const size = message.readInt32LE(at);
    if (kind === 0) body = parse(message.subarray(at, at + size));
    else if (kind === 1) readSequence(message.subarray(at, at + size), sequences);
    else return undefined;
    at += size;
  }
  return body && { id, kind: 'message', body, sequences, silent: (flags & 2) !== 0 };
}

function readSequence(section: Buffer, sequences: Map<string, Buffer[]>): void {
  const nameEnd = section.indexOf(0, 4);
  const docs: Buffer[] = [];
  for (let at = nameEnd + 1; at < section.length; ) {
    const size = section.readInt32LE(at);
    docs.push(section.subarray(at, at + size));
    at += size;
  }
  sequences.set(section.toString('utf8', 4, nameEnd), docs);
}

function readQuery(message: Buffer, id: number): Request {
  const nameEnd = message.indexOf(0, 20);
  const namespace = message.toString('utf8', 20, nameEnd);
  const asked = parse(message, nameEnd + 9);
  const body = isDoc(asked.$query) ? asked.$query : asked;
  return { id, kind: 'query', body: { ...body, $db: namespace.split('.')[0] }, sequences: new Map(), silent: false };
}

export function answer(request: Request, reply: Doc, replyId: number): Buffer {
  const doc = write(reply);
  const head = Buffer.alloc(request.kind === 'message' ? 21 : 36);
  head.writeInt32LE(head.length + doc.length, 0);
  head.writeInt32LE(replyId, 4);
  head.writeInt32LE(request.id, 8);
  if (request.kind === 'message') head.writeInt32LE(opMsg, 12);
  else {
    head.writeInt32LE(opReply, 12);
    head.writeInt32LE(8, 16);
    head.writeInt32LE(1, 32);
  }
  return Buffer.concat([head, doc]);
}
