/**
 * Bytes in and out, big-endian, as TLS writes them. Reading past the end throws `Truncated`, nothing else; a reader never leaves its own slice.
 */

export class Truncated extends Error {
  constructor(wanted: number, left: number) {
    super(`${wanted} more bytes expected, ${left} left`);
    this.name = 'Truncated';
  }
}

export interface Reader {
  readonly left: number;
  /** The next `size` bytes as one number; at most four. */
  number(size: 1 | 2 | 3 | 4): number;
  bytes(size: number): Buffer;
  /** A vector: its length in `size` bytes, then that much. */
  vector(size: 1 | 2 | 3): Reader;
  rest(): Buffer;
}

export function read(from: Uint8Array): Reader {
  const buffer = Buffer.from(from.buffer, from.byteOffset, from.byteLength);
  let at = 0;
  const take = (size: number): Buffer => {
    if (size > buffer.length - at) throw new Truncated(size, buffer.length - at);
    at += size;
    return buffer.subarray(at - size, at);
  };
  return {
    get left() {
      return buffer.length - at;
    },
    number: (size) => take(size).readUIntBE(0, size),
    bytes: take,
    vector(size) {
      return read(take(take(size).readUIntBE(0, size)));
    },
    rest: () => take(buffer.length - at),
  };
}

export function number(value: number, size: 1 | 2 | 3): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
}

/** The parts one after the other, after their length in `size` bytes. */
export function vector(size: 1 | 2 | 3, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([number(body.length, size), body]);
}

/** A list of two-byte numbers. */
export function numbers(values: readonly number[]): Buffer {
  return Buffer.concat(values.map((value) => number(value, 2)));
}
