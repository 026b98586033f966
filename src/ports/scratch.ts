/**
 * A folder for the time of one piece of work, readable by its owner only.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Scratch = <T>(work: (folder: string, write: (name: string, text: string) => Promise<void>) => Promise<T>) => Promise<T>;

export const systemScratch: Scratch = async (work) => {
  const folder = await mkdtemp(join(tmpdir(), 'k77-scratch-'));
  try {
    return await work(folder, (name, text) => writeFile(join(folder, name), text, { mode: 0o600 }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
