/**
 * BSON bytes → values (`types.ts`). The package's own reader cannot keep int32, double and int64 apart without boxing every number.
 */
import { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { ServerError } from '../errors.ts';
import { type Doc, isInt32, put } from './types.ts';

/** @throws ServerError 22 InvalidBSON */
export function parse(bytes: Buffer, at = 0): Doc {
  try {
    return new Reader(bytes, at).document();
  } catch (error) {
    if (error instanceof ServerError) throw error;
    throw new ServerError(22, `invalid BSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The bytes of a top-level element's name and value, without reading the rest: what an insert needs of a document is its `_id`. */
export function parseField(bytes: Buffer, field: string): unknown {
  return new Reader(bytes, 0).find(field);
}

/** Names at the top of a document, in order. */
export function fieldNames(bytes: Buffer): string[] {
  return new Reader(bytes, 0).names();
}

class Reader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  document(): Doc {
    const out: Doc = {};
    const end = this.#start();
    for (let type = this.#byte(); type !== 0; type = this.#byte()) put(out, this.#name(), this.#value(type));
    this.#end(end);
    return out;
  }

  find(field: string): unknown {
    this.#start();
    for (let type = this.#byte(); type !== 0; type = this.#byte()) {
      if (this.#name() === field) return this.#value(type);
      this.#skip(type);
    }
    return undefined;
  }

  names(): string[] {
    const out: string[] = [];
    this.#start();
    for (let type = this.#byte(); type !== 0; type = this.#byte()) {
      out.push(this.#name());
      this.#skip(type);
    }
    return out;
  }

  #array(): unknown[] {
    const out: unknown[] = [];
    const end = this.#start();
    for (let type = this.#byte(); type !== 0; type = this.#byte()) {
      while (this.#bytes[this.#at++] !== 0);
      out.push(this.#value(type));
    }
    this.#end(end);
    return out;
  }

  #start(): number {
    const length = this.#int();
    const end = this.#at - 4 + length;
    if (length < 5 || end > this.#bytes.length) throw new Error(`a document of ${length} bytes does not fit`);
    return end;
  }

  #end(end: number): void {
    if (this.#at !== end) throw new Error('a document ends at the wrong place');
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new Error('it ends too early');
    return byte;
  }

  #int(): number {
    const out = this.#bytes.readInt32LE(this.#at);
    this.#at += 4;
    return out;
  }

  #long(): bigint {
    const out = this.#bytes.readBigInt64LE(this.#at);
    this.#at += 8;
    return out;
  }

  #name(): string {
    const from = this.#at;
    let end = from;
    while (this.#bytes[end] !== 0) if (++end >= this.#bytes.length) throw new Error('a name has no end');
    this.#at = end + 1;
    return this.#bytes.toString('utf8', from, end);
  }

  #text(): string {
    const length = this.#int();
    const from = this.#at;
    if (length < 1 || from + length > this.#bytes.length) throw new Error('a string does not fit');
    this.#at += length;
    return this.#bytes.toString('utf8', from, from + length - 1);
  }

  #take(length: number): Buffer {
    const from = this.#at;
    if (length < 0 || from + length > this.#bytes.length) throw new Error('it ends too early');
    this.#at += length;
    // A copy: the message that it came with is let go.
    return Buffer.from(this.#bytes.subarray(from, from + length));
  }

  #value(type: number): unknown {
    switch (type) {
      case 0x01: {
        const out = this.#bytes.readDoubleLE(this.#at);
        this.#at += 8;
        return isInt32(out) ? new Double(out) : out;
      }
      case 0x02:
        return this.#text();
      case 0x03:
        return this.document();
      case 0x04:
        return this.#array();
      case 0x05: {
        const length = this.#int();
        const subtype = this.#byte();
        return new Binary(this.#take(length), subtype);
      }
      case 0x06:
        return null;
      case 0x07:
        return new ObjectId(this.#take(12));
      case 0x08:
        return this.#byte() !== 0;
      case 0x09:
        return new Date(Number(this.#long()));
      case 0x0a:
        return null;
      case 0x0b: {
        const pattern = this.#name();
        return new BSONRegExp(pattern, this.#name());
      }
      case 0x0d:
        return new Code(this.#text());
      case 0x0e:
        return new BSONSymbol(this.#text());
      case 0x0f: {
        this.#int();
        const code = this.#text();
        return new Code(code, this.document());
      }
      case 0x10:
        return this.#int();
      case 0x11:
        return new Timestamp(Long.fromBigInt(BigInt.asUintN(64, this.#long()), true));
      case 0x12:
        return this.#long();
      case 0x13:
        return new Decimal128(this.#take(16));
      case 0xff:
        return new MinKey();
      case 0x7f:
        return new MaxKey();
      default:
        throw new Error(`unknown type 0x${type.toString(16)}`);
    }
  }

  #skip(type: number): void {
    const fixed = sizes[type];
    if (fixed !== undefined) this.#at += fixed;
    else if (type === 0x02 || type === 0x0d || type === 0x0e) this.#at += this.#bytes.readInt32LE(this.#at) + 4;
    else if (type === 0x03 || type === 0x04 || type === 0x0f) this.#at += this.#bytes.readInt32LE(this.#at);
    else if (type === 0x05) this.#at += this.#bytes.readInt32LE(this.#at) + 5;
    else this.#value(type);
  }
}

const sizes: Readonly<Record<number, number>> = { 1: 8, 6: 0, 7: 12, 8: 1, 9: 8, 10: 0, 16: 4, 17: 8, 18: 8, 19: 16, 255: 0, 127: 0 };
