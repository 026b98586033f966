/**
 * A plugin of the bundler: writes the licences of every package that ended up in the bundle to `dist/THIRD-PARTY-NOTICES.txt`.
 * A package without a licence text stops the build: we may not hand on what we may not copy.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Plugin } from 'rolldown';

interface Bundled {
  name: string;
  version: string;
  license: string;
  text: string;
}

export function notices(): Plugin {
  return {
    name: 'third-party-notices',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
      const folders = new Set(modules.flatMap((id) => packageFolder(id) ?? []));
      const found = [...folders].map(read).sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES.txt', source: render(found) });
    },
  };
}

/** The folder of the package that a module belongs to; undefined for our own. */
function packageFolder(id: string): string | undefined {
  if (!id.includes(`${sep}node_modules${sep}`)) return undefined;
  const file = id.replace(/^\0+/, '').replace(/[?#].*$/, '');
  for (let folder = dirname(file); folder.includes(`${sep}node_modules${sep}`); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && typeof JSON.parse(readFileSync(manifest, 'utf8')).version === 'string') return folder;
  }
  return undefined;
}

function read(folder: string): Bundled {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .sort();
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  if (!name || !version || !license) throw new Error(`${folder} does not say under which licence it is`);
  return { name, version, license, text: text || `Licensed under ${license}; the package ships no copy of the text.` };
}

function render(found: readonly Bundled[]): string {
  const head = `k77 contains the following ${found.length} packages, unchanged but for bundling. Their licences:\n`;
  const line = '-'.repeat(80);
  return [head, ...found.map(({ name, version, license, text }) => `${line}\n${name} ${version} (${license})\n\n${text}\n`)].join('\n');
}
