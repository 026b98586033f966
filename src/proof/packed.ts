/** k77 as npm brings it: packed, and installed in an empty folder elsewhere, from a registry that is not there. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

export interface Packed {
  /** Of the package: its files and folders. */
  contents: readonly string[];
  /** What was installed with it, itself included. */
  packages: readonly string[];
  /** The command. */
  bin: string;
  close(): Promise<void>;
}

/** @throws Error with what npm said */
export async function installPacked(): Promise<Packed> {
  const place = await mkdtemp(join(tmpdir(), 'k77-packed-'));
  const env = { PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`, HOME: process.env.HOME ?? place };
  const cwd = join(import.meta.dirname, '..', '..');
  execFileSync('npm', ['pack', '--pack-destination', place, '--silent'], { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [tarball = ''] = (await readdir(place)).filter((name) => name.endsWith('.tgz'));
  // Whoever asks for another package fails; what is optional is left out.
  const words = [
    'install',
    join(place, tarball),
    '--registry=http://127.0.0.1:9',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--fetch-retries=0',
  ];
  const { status, stderr } = spawnSync('npm', words, { cwd: place, env, encoding: 'utf8', timeout: 180_000 });
  if (status !== 0) throw new Error(`npm install: ${stderr}`);
  const home = join(place, 'node_modules');
  return {
    contents: (await readdir(join(home, 'k77'))).sort(),
    packages: (await readdir(home)).filter((name) => !name.startsWith('.')),
    bin: join(home, 'k77', 'bin', 'k77.js'),
    close: () => rm(place, { recursive: true, force: true }),
  };
}
