/** Where the services of a generated project read their variables: by looking into their sources, so that a variable that is only accepted does not count. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Service } from '../core/keys.ts';

/** What runs, in which folder. The dashboard's own code is not built yet. */
export const folders = { bot: 'bot', worker: 'worker', api: 'dashboard' } as const satisfies Partial<Record<Service, string>>;
export type Running = keyof typeof folders;

/** Files of packages that read variables for a service, and the call by which it makes them do so. */
const shared = [
  { path: 'packages/config/src/env-rules.ts', call: 'loadEnv(' },
  { path: 'packages/config/src/cache-policy.ts', call: 'cachePolicy(' },
] as const;

export interface Consumers {
  /** The first file that reads it, from the root of the project; undefined when none does. */
  of(service: Running, name: string): string | undefined;
}

export async function consumersIn(root: string): Promise<Consumers> {
  const own = new Map<Running, Source[]>();
  for (const [service, folder] of Object.entries(folders) as [Running, string][]) {
    const programs = await sources(root, await below(root, join(folder, 'src')));
    const called = shared.filter(({ call }) => programs.some(({ text }) => text.includes(call))).map(({ path }) => path);
    own.set(service, [...programs, ...(await sources(root, called))]);
  }
  return { of: (service, name) => own.get(service)?.find(({ text }) => isReadIn(text, name))?.path };
}

interface Source {
  path: string;
  text: string;
}

async function sources(root: string, paths: readonly string[]): Promise<Source[]> {
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })));
}

/** Programs, without their tests and without what only writes pages about them. */
async function below(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
  return paths.filter((path) => path.endsWith('.ts') && !/\.(test|fixture)\.ts$|\/docs\//.test(path)).sort();
}

/** `env.NAME` (a list of them: `env.NAMES`), `const { NAME } = env`, a feature's `keys: ['NAME']`, a rule's `NAME: …`; a type that names it is no reading. */
function isReadIn(text: string, name: string): boolean {
  const ways = [`\\.${name}S?\\b`, `\\{[^{}]*\\b${name}\\b[^{}]*\\}(: \\w+)?\\s*[=)]`, `keys: \\[[^\\]]*'${name}'`, `^\\s+${name}: `];
  return new RegExp(ways.join('|'), 'm').test(text);
}
