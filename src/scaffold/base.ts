/**
 * What k77 wrote last time, byte for byte: `.k77/base/`, committed with the project, so that an update can tell the operator's changes from its own.
 * One file per text, named by its SHA-256 and without an extension, so that no tool takes it for source.
 */
import { OperatorError } from '../core/errors.ts';
import type { Files } from '../core/ports.ts';
import { eachOf } from './each-of.ts';

const folder = '.k77/base';
const list = `${folder}/written.json`;

export interface Written {
  /** SHA-256 of the text, hex. */
  hash: string;
}

export interface Base {
  /** By path. */
  written: ReadonlyMap<string, Written>;
  /** The text itself; undefined where only its hash is kept. */
  text(path: string): Promise<string | undefined>;
}

/** @throws OperatorError when the list cannot be understood */
export async function readBase(files: Files): Promise<Base> {
  const text = await files.read(list);
  const written = new Map(Object.entries(text === undefined ? {} : parsed(text)).map(([path, hash]) => [path, { hash }]));
  return {
    written,
    async text(path) {
      const hash = written.get(path)?.hash;
      return hash === undefined ? undefined : await files.read(`${folder}/${hash}`);
    },
  };
}

/**
 * Keeps what was written now. Texts that nothing refers to any more are removed.
 * @param now by path; `keep: false` keeps only the hash
 */
export async function writeBase(files: Files, now: ReadonlyMap<string, { hash: string; text: string; keep: boolean }>): Promise<void> {
  const there = new Set(await files.list(folder));
  const texts = new Map([...now.values()].filter(({ hash, keep }) => keep && !there.has(hash)).map(({ hash, text }) => [hash, text]));
  await eachOf([...texts], ([hash, text]) => files.write(`${folder}/${hash}`, text));
  const sorted = [...now].sort(([a], [b]) => (a < b ? -1 : 1));
  await files.write(list, `${JSON.stringify(Object.fromEntries(sorted.map(([path, { hash }]) => [path, hash])), null, 2)}\n`);
  const used = new Set([...now.values()].map(({ hash }) => hash));
  for (const name of there) if (/^[0-9a-f]{64}$/.test(name) && !used.has(name)) await files.remove(`${folder}/${name}`);
}

function parsed(text: string): Record<string, string> {
  try {
    const found = JSON.parse(text) as unknown;
    if (typeof found === 'object' && found !== null && Object.values(found).every((hash) => typeof hash === 'string'))
      return found as Record<string, string>;
  } catch {
    // Said below.
  }
  throw new OperatorError({
    what: `${list} is not what k77 wrote there`,
    fix: `take it back from your last commit (git checkout -- ${list}); with it k77 tells your changes from its own`,
  });
}
