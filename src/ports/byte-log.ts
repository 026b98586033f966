/**
 * A file of bytes that only grows, until it is replaced as a whole. For the sandbox's databases.
 */
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { makeFolder } from './files.ts';
import { explainIo, isAbsent } from './io-errors.ts';

export interface ByteLog {
  /** All bytes; none when there is no file. */
  read(): Promise<Buffer>;
  /** Appends, synced, at `position`, cutting off what follows it. */
  append(bytes: Uint8Array, position: number): Promise<void>;
  /** Replaces the file, atomically. */
  replace(bytes: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** The file is made readable for its owner only. */
export function openByteLog(path: string): ByteLog {
  const absolute = resolve(path);
  let handle: FileHandle | undefined;

  const opened = async (): Promise<FileHandle> => {
    if (handle) return handle;
    await makeFolder(dirname(absolute), true);
    handle = await open(absolute, 'r+').catch((error: unknown) => {
      if (isAbsent(error)) return open(absolute, 'w+', 0o600);
      throw error;
    });
    return handle;
  };
  const closed = async (): Promise<void> => {
    const file = handle;
    handle = undefined;
    await file?.close();
  };

  return {
    async read() {
      return await readFile(absolute).catch((error: unknown) => {
        if (isAbsent(error)) return Buffer.alloc(0);
        throw explainIo(error, 'read', absolute);
      });
    },
    async append(bytes, position) {
      try {
        const file = await opened();
        await file.truncate(position);
        for (let done = 0; done < bytes.length; )
          done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
        await file.datasync();
      } catch (error) {
        throw explainIo(error, 'write', absolute);
      }
    },
    async replace(bytes) {
      try {
        await closed();
        await makeFolder(dirname(absolute), true);
        await writeFileAtomic(absolute, bytes, { mode: 0o600, fsync: true });
      } catch (error) {
        throw explainIo(error, 'write', absolute);
      }
    },
    close: closed,
  };
}
