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

type Person = string | { name: string };
interface Manifest {
  name: string;
  version: string;
  license: string;
  author?: Person;
  contributors?: Person[];
}

/** @param fileName where they are written in the output folder */
export function notices(fileName = 'THIRD-PARTY-NOTICES.txt'): Plugin {
  return {
    name: 'third-party-notices',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
      const folders = new Set(modules.flatMap((id) => packageFolder(id) ?? []));
      const found = [...folders].map(read).sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
      this.emitFile({ type: 'asset', fileName, source: render(found) });
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
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const { name, version, license } = manifest;
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .sort();
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  if (!name || !version || !license) throw new Error(`${folder} does not say under which licence it is`);
  return { name, version, license, text: text || standardText(manifest) };
}

/** The text of a licence whose package forgot to ship it. */
function standardText({ name, license, author, contributors }: Manifest): string {
  const person = author ?? contributors?.[0] ?? `the authors of ${name}`;
  const holder = typeof person === 'string' ? person : person.name;
  if (license === 'MIT') return `MIT License\n\nCopyright (c) ${holder}\n\n${mit}`;
  if (license === 'Apache-2.0') return `Copyright ${holder}\n\n${apache}`;
  throw new Error(`${name} ships no text of its licence (${license}): add it to .ci/notices.ts`);
}

/** The same text for everybody, as MongoDB's driver ships it. */
const apache = readFileSync(new URL('../node_modules/mongodb/LICENSE.md', import.meta.url), 'utf8').trim();

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"),
to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense,
and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.`;

function render(found: readonly Bundled[]): string {
  const head = `k77 contains the following ${found.length} packages, unchanged but for bundling. Their licences:\n`;
  const line = '-'.repeat(80);
  return [head, ...found.map(({ name, version, license, text }) => `${line}\n${name} ${version} (${license})\n\n${text}\n`)].join('\n');
}
