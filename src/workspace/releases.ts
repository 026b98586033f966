/**
 * Releases on disk: `.k77/<environment>/releases/r-0007.json`, one file each, written once and never changed.
 */
import { OperatorError } from '../core/errors.ts';
import type { Files } from '../core/ports.ts';
import { type Release, releasesFolder } from '../core/release.ts';

/** Newest first. @param folder `.k77/production` @throws OperatorError when one of them is damaged */
export async function readReleases(files: Files, folder: string): Promise<Release[]> {
  const names = (await files.list(`${folder}/${releasesFolder}`)).filter((name) => /^r-\d+\.json$/.test(name));
  const newestFirst = names.sort((a, b) => numberOf(b) - numberOf(a));
  return Promise.all(newestFirst.map((name) => readRelease(files, `${folder}/${releasesFolder}/${name}`)));
}

async function readRelease(files: Files, path: string): Promise<Release> {
  try {
    return JSON.parse((await files.read(path)) ?? '') as Release;
  } catch (cause) {
    throw new OperatorError({
      what: `${path} is damaged`,
      fix: 'move it aside; the next deploy that changes something records a new one',
      cause,
    });
  }
}

function numberOf(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 0);
}
