/**
 * Pictures on disk, as a report embeds them: PNG and JPEG only, known by their first bytes and never by their name.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { confine } from './confine.ts';
import { explainIo, isAbsent } from './io-errors.ts';

export interface Picture {
  /** File name. */
  name: string;
  kind: 'image/png' | 'image/jpeg';
  bytes: Uint8Array;
  /** Pixels. */
  width: number;
  height: number;
}
/** A file that ends like a picture and cannot be shown. */
export interface NoPicture {
  name: string;
  why: string;
}

/**
 * The pictures in a folder, by name. A folder that is not there has none.
 * @param folder relative to `root` @param since files older than this are left out @param most bytes of one picture
 */
export async function picturesIn(root: string, folder: string, since: Date, most: number): Promise<(Picture | NoPicture)[]> {
  const found: (Picture | NoPicture)[] = [];
  try {
    const absolute = await confine(root, folder);
    const names = (await readdir(absolute)).filter((name) => /\.(png|jpe?g)$/i.test(name)).sort();
    for (const name of names) {
      const { size, mtime } = await stat(join(absolute, name));
      if (mtime < since) continue;
      found.push(size > most ? { name, why: `${(size / 1e6).toFixed(1)} MB` } : pictureOf(name, await readFile(join(absolute, name))));
    }
  } catch (error) {
    if (!isAbsent(error)) throw explainIo(error, 'read', join(root, folder));
  }
  return found;
}

function pictureOf(name: string, bytes: Buffer): Picture | NoPicture {
  const size = pngSize(bytes) ?? jpegSize(bytes);
  return size ? { name, bytes, ...size } : { name, why: 'neither PNG nor JPEG' };
}

type Size = Pick<Picture, 'kind' | 'width' | 'height'>;

/** https://www.w3.org/TR/png-3/#11IHDR */
function pngSize(bytes: Buffer): Size | undefined {
  if (bytes.length < 24 || bytes.readUInt32BE(0) !== 0x89504e47 || bytes.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  return { kind: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** ITU-T T.81, B.2.2: the frame header holds the size; segments before it are skipped. */
function jpegSize(bytes: Buffer): Size | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { kind: 'image/jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
