/**
 * Copies of what a run may change on disk, put aside before its first write to a vendor. The last twenty are kept.
 */
import { services } from '../core/keys.ts';
import type { EnvironmentName } from '../core/phase.ts';
import type { Clock, Files } from '../core/ports.ts';
import { answersPath, ownPath } from './answers.ts';
import { envPath } from './env-files.ts';

const kept = 20;

/**
 * Copies env files, answers and values below `<folder>/snapshots/<run>/`, keeping their names. Once per run.
 * @returns the snapshot's folder, relative to the root
 */
export async function takeSnapshot(files: Files, environment: EnvironmentName, folder: string, run: string, clock: Clock): Promise<string> {
  const home = `${folder}/snapshots`;
  const to = `${home}/${run}`;
  if ((await files.read(`${to}/snapshot.json`)) !== undefined) return to;
  const sources = new Set([
    ...services.map((service) => envPath(environment, service)),
    answersPath,
    ownPath(environment),
    `${folder}/values.json`,
  ]);
  const copied: string[] = [];
  for (const path of sources) {
    const text = await files.read(path);
    if (text === undefined) continue;
    await files.write(`${to}/${path.split('/').at(-1) ?? path}`, text, 0o600);
    copied.push(path);
  }
  // Written last: a snapshot without it was cut off.
  await files.write(
    `${to}/snapshot.json`,
    `${JSON.stringify({ run, at: clock.now().toISOString(), files: copied }, undefined, 2)}\n`,
    0o600,
  );
  await prune(files, home);
  return to;
}

async function prune(files: Files, home: string): Promise<void> {
  const dated: { path: string; at: string }[] = [];
  for (const name of await files.list(home)) {
    const path = `${home}/${name}`;
    dated.push({ path, at: /"at": "([^"]*)"/.exec((await files.read(`${path}/snapshot.json`)) ?? '')?.[1] ?? '' });
  }
  dated.sort((a, b) => (a.at < b.at ? 1 : -1));
  for (const { path } of dated.slice(kept)) await files.remove(path);
}
