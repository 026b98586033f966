/**
 * The template as k77 ships it: `templates/project/`, a project that builds where it stands, and `template.json`, which says how its files are kept up to date.
 */
import { matchesGlob } from 'node:path/posix';
import { filesBelow, packaged, textOf } from '../ports/packaged.ts';

/**
 * How a file is treated once it stands in the operator's project.
 * `text`: merged line by line · `package`: a package.json, merged key by key · `settings`: a JSON file that others write as well; what stands there wins ·
 * `lines`: lines are added, never changed (`.env.example`, `.gitignore`) · `whole`: replaced as long as nobody edited it (lock file, the bundled testkit) ·
 * `seed`: written once and yours from then on.
 */
export type Kind = 'text' | 'package' | 'settings' | 'lines' | 'whole' | 'seed';

export interface TemplateFile {
  /** Where it goes, relative to the workspace. */
  path: string;
  kind: Kind;
  text: string;
}

export interface Template {
  title: string;
  files: readonly TemplateFile[];
}

interface Manifest {
  title: string;
  /** Names that packages cannot carry: `{ "gitignore": ".gitignore" }`. */
  rename?: Readonly<Record<string, string>>;
  /** Patterns by kind; everything else is text. */
  kinds?: Partial<Record<Kind, readonly string[]>>;
  /** Made by building or by other hands: `site.config.json`. */
  leaveOut?: readonly string[];
}

/** Never part of a template: what tools put there while it is worked on in k77's own checkout. */
const byTools = ['node_modules', '.git', 'coverage', '.k77'];

/** @param name folder below `templates/` */
export async function readTemplate(name: string): Promise<Template> {
  const home = packaged(`templates/${name}`);
  const manifest = JSON.parse(await textOf(home, 'template.json')) as Manifest;
  const left = manifest.leaveOut ?? [];
  const paths = await filesBelow(
    `${home}/files`,
    (path) =>
      byTools.includes(path.split('/').at(-1) ?? '') || path.endsWith('.tsbuildinfo') || left.some((pattern) => matchesGlob(path, pattern)),
  );
  const files = await Promise.all(
    paths.map(async (path) => ({
      path: renamed(path, manifest.rename ?? {}),
      kind: kindOf(renamed(path, manifest.rename ?? {}), manifest),
      text: await textOf(`${home}/files`, path),
    })),
  );
  return { title: manifest.title, files };
}

/** By the name alone, in whatever folder it stands. */
function renamed(path: string, rename: Readonly<Record<string, string>>): string {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  return [...parts, rename[name] ?? name].join('/');
}

function kindOf(path: string, { kinds = {} }: Manifest): Kind {
  const found = Object.entries(kinds).find(([, patterns]) => patterns?.some((pattern) => matchesGlob(path, pattern)));
  return (found?.[0] as Kind | undefined) ?? 'text';
}
