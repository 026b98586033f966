/**
 * Values (`types.ts`) → BSON bytes. Takes documents that are bytes already (`Raw`), so that what was stored is answered without being read.
 */
import { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { badValue } from '../errors.ts';
import { isInt32 } from './types.ts';

/** A whole document as bytes. */
export class Raw {
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

export function write(doc: object): Buffer {
  const writer = new Writer();
  writer.document(doc);
  return writer.taken();
}

/** One buffer for all: writing is synchronous. */
let shared = Buffer.allocUnsafe(64 * 1024);

class Writer {
  #at = 0;

  taken(): Buffer {
    const out = Buffer.from(shared.subarray(0, this.#at));
    if (shared.length > 20 * 1024 * 1024) shared = Buffer.allocUnsafe(64 * 1024);
    return out;
  }

  document(doc: object): void {
    if (doc instanceof Raw) {
      this.#bytes(doc.bytes);
      return;
    }
    const from = this.#open();
    for (const name of Object.keys(doc)) {
      const value = (doc as Record<string, unknown>)[name];
      if (value !== undefined) this.#element(name, value);
    }
    this.#close(from);
  }

  #array(values: readonly unknown[]): void {
    const from = this.#open();
    for (let i = 0; i < values.length; i++) this.#element(String(i), values[i] === undefined ? null : values[i]);
    this.#close(from);
  }

  #open(): number {
    const from = this.#at;
    this.#room(4);
    this.#at += 4;
    return from;
  }

  #close(from: number): void {
    this.#byte(0);
    shared.writeInt32LE(this.#at - from, from);
  }

  #room(more: number): void {
    if (this.#at + more <= shared.length) return;
    const bigger = Buffer.allocUnsafe(Math.max(shared.length * 2, this.#at + more));
    shared.copy(bigger, 0, 0, this.#at);
    shared = bigger;
  }

  #byte(value: number): void {
    this.#room(1);
    shared[this.#at++] = value;
  }

  #bytes(bytes: Uint8Array): void {
    this.#room(bytes.length);
    shared.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #int(value: number): void {
    this.#room(4);
    this.#at = shared.writeInt32LE(value, this.#at);
  }

  #long(value: bigint): void {
    this.#room(8);
    this.#at = shared.writeBigInt64LE(BigInt.asIntN(64, value), this.#at);
  }

  #name(name: string): void {
    this.#room(name.length * 3 + 1);
    this.#at += shared.write(name, this.#at, 'utf8');
    shared[this.#at++] = 0;
  }

  #text(text: string): void {
    this.#room(text.length * 3 + 5);
    const length = shared.write(text, this.#at + 4, 'utf8');
    shared.writeInt32LE(length + 1, this.#at);
    this.#at += 4 + length;
    shared[this.#at++] = 0;
  }

  #head(type: number, name: string): void {
    this.#byte(type);
    this.#name(name);
  }

  #element(name: string, value: unknown): void {
    switch (typeof value) {
      case 'string':
        this.#head(0x02, name);
        this.#text(value);
        break;
      case 'number':
        if (isInt32(value)) this.#int32(name, value);
        else this.#double(name, value);
        break;
      case 'boolean':
        this.#head(0x08, name);
        this.#byte(value ? 1 : 0);
        break;
      case 'bigint':
        this.#head(0x12, name);
        this.#long(value);
        break;
      case 'object':
        if (value === null) this.#head(0x0a, name);
        else this.#object(name, value);
        break;
      default:
        throw badValue(`cannot write a ${typeof value}`);
    }
  }

  #int32(name: string, value: number): void {
    this.#head(0x10, name);
    this.#int(value);
  }

  #double(name: string, value: number): void {
    this.#head(0x01, name);
    this.#room(8);
    this.#at = shared.writeDoubleLE(value, this.#at);
  }

  #object(name: string, value: object): void {
    if (Array.isArray(value)) {
      this.#head(0x04, name);
      this.#array(value);
    } else if (value instanceof ObjectId) {
      this.#head(0x07, name);
      this.#bytes(value.id);
    } else if (value instanceof Date) {
      this.#head(0x09, name);
      this.#long(Number.isNaN(value.getTime()) ? -(2n ** 63n) : BigInt(value.getTime()));
    } else if (value instanceof Double) this.#double(name, value.value);
    else this.#rare(name, value);
  }

  #rare(name: string, value: object): void {
    if (value instanceof Decimal128) {
      this.#head(0x13, name);
      this.#bytes(value.bytes);
    } else if (value instanceof Timestamp) {
      this.#head(0x11, name);
      this.#long(value.toBigInt());
    } else if (value instanceof Long) {
      this.#head(0x12, name);
      this.#long(value.toBigInt());
    } else if (value instanceof Binary) {
      this.#head(0x05, name);
      const bytes = value.value();
      this.#int(bytes.length);
      this.#byte(value.sub_type);
      this.#bytes(bytes);
    } else if (value instanceof BSONRegExp) {
      this.#head(0x0b, name);
      this.#name(value.pattern);
      this.#name(value.options);
    } else if (value instanceof MinKey) this.#head(0xff, name);
    else if (value instanceof MaxKey) this.#head(0x7f, name);
    else if (value instanceof BSONSymbol) {
      this.#head(0x0e, name);
      this.#text(value.value);
    } else if (value instanceof Code) this.#code(name, value);
    else {
      this.#head(0x03, name);
      this.document(value);
    }
  }

  #code(name: string, value: Code): void {
    if (!value.scope) {
      this.#head(0x0d, name);
      this.#text(value.code);
      return;
    }
    this.#head(0x0f, name);
    const from = this.#at;
    this.#room(4);
    this.#at += 4;
    this.#text(value.code);
    this.document(value.scope);
    shared.writeInt32LE(this.#at - from, from);
  }
}
