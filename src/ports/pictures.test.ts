import { mkdirSync, mkdtempSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { picturesIn } from './pictures.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452000005000000032008060000001f15c489', 'hex');
/** Start, a segment to skip, a frame header of 375 × 812. */
const jpeg = Buffer.from('ffd8ffe000040000ffc0001108032c01770301220002110103110100', 'hex');
const always = new Date(0);

function folder(): { root: string; put(name: string, content: string | Uint8Array): string } {
  const root = mkdtempSync(join(tmpdir(), 'k77-pictures-'));
  mkdirSync(join(root, 'evidence'));
  const put = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(root, 'evidence', name), content);
    return join(root, 'evidence', name);
  };
  return { root, put };
}

describe('pictures of a folder', () => {
  test('are known by their bytes, with their size', async () => {
    const { root, put } = folder();
    put('a.png', png);
    put('b.jpg', jpeg);
    put('c.png', '<svg onload="alert(1)">');
    put('d.jpeg', jpeg.subarray(0, 9));
    put('notes.txt', png);
    expect(await picturesIn(root, 'evidence', always, 1000)).toEqual([
      { name: 'a.png', kind: 'image/png', width: 1280, height: 800, bytes: png },
      { name: 'b.jpg', kind: 'image/jpeg', width: 375, height: 812, bytes: jpeg },
      { name: 'c.png', why: 'neither PNG nor JPEG' },
      { name: 'd.jpeg', why: 'neither PNG nor JPEG' },
    ]);
  });

  test('are left out when they are older than the run, and named when they are too large', async () => {
    const { root, put } = folder();
    const old = put('old.png', png);
    put('new.png', Buffer.concat([png, Buffer.alloc(2_000_000)]));
    utimesSync(old, new Date(1000), new Date(1000));
    expect(await picturesIn(root, 'evidence', new Date(2000), 1_500_000)).toEqual([{ name: 'new.png', why: '2.0 MB' }]);
  });

  test('are none where there is no folder, and are not looked for elsewhere', async () => {
    const { root } = folder();
    expect(await picturesIn(root, 'nothing', always, 1000)).toEqual([]);
    symlinkSync(tmpdir(), join(root, 'out'));
    await expect(picturesIn(root, 'out', always, 1000)).rejects.toThrow('leads out of');
  });
});
