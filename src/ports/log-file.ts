/**
 * An append-only file of lines, each on disk before `append` resolves. Made for the journal; created by the first append, not by opening.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { exits, OperatorError } from '../core/errors.ts';
import { confine } from './confine.ts';
import { isPrivate, makeFolder, syncFolder } from './files.ts';
import { explainIo, isAbsent } from './io-errors.ts';

export interface LogFile {
  /** All complete lines, and how many bytes follow the last line break. */
  read(): Promise<{ lines: string[]; tornBytes: number; bytes: number }>;
  /** Appends one line at `expectedBytes`, synced. Refused when the file has another length: somebody else wrote. Returns the new length. */
  append(line: string, expectedBytes: number): Promise<number>;
  /** Cuts the file to `bytes`, synced. */
  truncate(bytes: number): Promise<void>;
}

/** @param mode permission bits of a file that is created, 0600 unless told */
export function openLog(root: string, path: string, mode = 0o600): LogFile {
  const shown = resolve(root, path);

  /** Opened for each write and closed after it: nothing to forget, and a journal that was repaired meanwhile is the one written to. */
  const withFile = async <T>(work: (file: FileHandle) => Promise<T>): Promise<T> => {
    try {
      const absolute = await confine(root, path);
      await makeFolder(dirname(absolute), isPrivate(path));
      const file = await open(absolute, constants.O_RDWR | constants.O_CREAT, mode);
      try {
        return await work(file);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw explainIo(error, 'write', shown);
    }
  };

  return {
    async read() {
      const content = await readFile(await confine(root, path)).catch((error: unknown) => {
        if (isAbsent(error)) return Buffer.alloc(0);
        throw explainIo(error, 'read', shown);
      });
      const end = content.lastIndexOf(0x0a) + 1;
      const text = content.subarray(0, end).toString('utf8');
      return { lines: text === '' ? [] : text.slice(0, -1).split('\n'), tornBytes: content.length - end, bytes: content.length };
    },

    append: (line, expectedBytes) =>
      withFile(async (file) => {
        const { size } = await file.stat();
        if (size !== expectedBytes) throw changedUnderUs(shown);
        const bytes = Buffer.from(`${line}\n`);
        try {
          await writeWhole(file, bytes, size);
          await file.datasync();
        } catch (error) {
          // Half a line must not stay: the next run would have to heal it.
          await file.truncate(size).catch(() => undefined);
          throw error;
        }
        if (size === 0) await syncFolder(dirname(shown));
        return size + bytes.length;
      }),

    truncate: (bytes) =>
      withFile(async (file) => {
        await file.truncate(bytes);
        await file.sync();
      }),
  };
}

async function writeWhole(file: FileHandle, bytes: Uint8Array, from: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, from + done);
    done += bytesWritten;
  }
}

function changedUnderUs(path: string): OperatorError {
  return new OperatorError({
    what: `${path} was changed by another process while k77 was working.`,
    fix: 'Let the other k77 end, then run the same command again.',
    exit: exits.locked,
  });
}
