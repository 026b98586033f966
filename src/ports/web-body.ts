/**
 * Bodies of the web as text: unpacked, within a limit (a small packed body may hide gigabytes), and read in the character set that they name.
 */
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

export interface BodyFacts {
  /** `Content-Encoding` */
  encoding: string | undefined;
  /** `Content-Type` */
  type: string | undefined;
  /** Of the unpacked text. */
  maxBytes: number;
}

type Unpack = (bytes: Uint8Array, options: { maxOutputLength: number; finishFlush?: number }) => Promise<Buffer>;

/** Half of a stream is better than none: the flags let a cut-off body be unpacked as far as it goes. */
const unpackers: Readonly<Record<string, Unpack>> = {
  gzip: (bytes, options) =>
    promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.gunzip)(bytes, { ...options, finishFlush: zlib.constants.Z_SYNC_FLUSH }),
  deflate: (bytes, options) =>
    promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflate)(bytes, { ...options, finishFlush: zlib.constants.Z_SYNC_FLUSH }),
  br: (bytes, options) =>
    promisify<Uint8Array, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress)(bytes, {
      ...options,
      finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
    }),
  zstd: (bytes, options) =>
    promisify<Uint8Array, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress)(bytes, { ...options, finishFlush: zlib.constants.ZSTD_e_flush }),
};

/** `cut` is true when the unpacked body was longer than the limit, or could not be unpacked; the text is empty then. */
export async function decode(bytes: Buffer, { encoding, type, maxBytes }: BodyFacts): Promise<{ text: string; cut: boolean }> {
  let plain = bytes;
  for (const name of (encoding ?? '').toLowerCase().split(',').reverse()) {
    const coding = name.trim().replace(/^x-/, '');
    if (coding === '' || coding === 'identity' || plain.length === 0) continue;
    const unpacked = await unpackers[coding]?.(plain, { maxOutputLength: maxBytes }).catch(() => undefined);
    if (unpacked === undefined) return { text: '', cut: true };
    plain = unpacked;
  }
  return { text: textOf(plain, type), cut: false };
}

function textOf(bytes: Uint8Array, type: string | undefined): string {
  const label = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(type ?? '')?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return new TextDecoder('utf-8').decode(bytes);
  }
}
