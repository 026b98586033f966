/**
 * Which uncommitted files k77 may commit: those that it wrote and that stand as it wrote them. A file of the template that the operator is editing is theirs,
 * unless git has never seen it: without it the project would not be whole.
 */
import { createHash } from 'node:crypto';
import type { Files } from '../../core/ports.ts';
import { readBase } from '../../scaffold/base.ts';
import type { Uncommitted } from '../../vendors/git.ts';

/** k77 keeps these whole, or adds its lines to them. */
const kept = ['k77.json', 'site.config.json', 'docs/legal.json', 'docs/listing.md', '.gitignore', '.env.example'];

export interface Sorted {
  ours: readonly string[];
  theirs: readonly string[];
}

/** @param more paths besides those of the template */
export async function ownUncommitted(uncommitted: readonly Uncommitted[], files: Files, more: readonly string[]): Promise<Sorted> {
  const { written } = await readBase(files);
  const always = new Set([...kept, ...more]);
  const isOurs = async ({ path, isNew }: Uncommitted): Promise<boolean> => {
    if (always.has(path) || path.startsWith('.k77/base/')) return true;
    const wrote = written.get(path)?.hash;
    if (wrote === undefined) return false;
    if (isNew) return true;
    const text = await files.read(path);
    return text !== undefined && createHash('sha256').update(text).digest('hex') === wrote;
  };
  const sorted = await Promise.all(uncommitted.map(async (one) => ({ path: one.path, ours: await isOurs(one) })));
  const paths = (ours: boolean): string[] =>
    sorted
      .filter((one) => one.ours === ours)
      .map(({ path }) => path)
      .sort();
  return { ours: paths(true), theirs: paths(false) };
}
