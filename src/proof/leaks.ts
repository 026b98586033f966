/** Where secrets of a workspace may be, and whether they are anywhere else. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isKey, isSecret } from '../core/keys.ts';
import { isPublic } from '../sandbox/minted.ts';
import type { Shop } from './command.ts';
import { livingSecrets } from './inventory.ts';
import { isSecretFile } from './laws.ts';

type Text = readonly [path: string, text: string];

/** Every secret that the emulated vendors minted, that env files hold, or that lets one in. */
export async function secretsOf({ root, sandbox: open }: Shop): Promise<string[]> {
  const sandbox = await open();
  const minted = Object.entries(await sandbox.credentials()).flatMap(([name, text]) => (isPublic(name) ? [] : [text]));
  const kept = (await texts(root, (path) => isSecretFile(path) && !path.includes('snapshots/'))).flatMap(([, text]) =>
    [...text.matchAll(/^(\w*(?:SECRET|KEY|TOKEN|PASSWORD|URI)\w*)=(.+)$/gm)]
      .filter(([, name = '']) => (isKey(name) ? isSecret(name) : !/PUBLISHABLE/.test(name)))
      .map(([, , value]) => String(value).replace(/^["']|["']$/g, '')),
  );
  const control = (await readFile(join(root, '.k77/sandbox/control-token'), 'utf8')).trim();
  const all = new Set([...minted, ...kept, ...livingSecrets(await sandbox.snapshot()), control]);
  return [...all].filter((text) => text.length >= 16);
}

/** What the world itself holds is no leak: its vendors know the secrets. */
const state = /^\.k77\/sandbox\/(state\/|control-token)/;

/** Every file that must hold no secret, with its text. */
export function publicFiles(root: string): Promise<Text[]> {
  return texts(root, (path) => !isSecretFile(path) && !state.test(path));
}

/** @returns one line a leak, without the secret */
export function leaks(secrets: readonly string[], places: readonly Text[]): string[] {
  return places.flatMap(([path, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${path}: ${secret.slice(0, 8)}…`),
  );
}

/** Permissions of the files that hold secrets. */
export async function modes(root: string): Promise<{ path: string; mode: string }[]> {
  const paths = (await pathsBelow(root)).filter(
    (path) => (isSecretFile(path) && !path.endsWith('.env.example')) || path.endsWith('control-token') || path.includes('/state/'),
  );
  return Promise.all(paths.map(async (path) => ({ path, mode: ((await stat(join(root, path))).mode & 0o777).toString(8) })));
}

async function texts(root: string, wanted: (path: string) => boolean): Promise<Text[]> {
  const paths = (await pathsBelow(root)).filter(wanted);
  return Promise.all(paths.map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const));
}

/** Sorted. Packages that npm fetched are nobody's secret, and there are tens of thousands of files of them. */
async function pathsBelow(root: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  const found = entries.map(async (entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : pathsBelow(root, path);
    return entry.isFile() ? [path] : [];
  });
  return (await Promise.all(found)).flat().sort();
}
