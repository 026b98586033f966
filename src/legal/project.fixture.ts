/** Projects for tests: the template with the details of a business, changed here and there; and pages as people write them by hand. */
import { packaged } from '../ports/packaged.ts';
import { type Project, projectOf, readProject } from './project.ts';

export const today = '2026-11-23';

export type Files = Readonly<Record<string, string | ((before: string) => string) | undefined>>;

const business = '"business": { "operator": "Crown GmbH", "address": ["Street 1", "10115 Berlin"], "country": "DE" }';
const template = readProject(packaged('templates/project/files'), today).then(({ files }) => files);
const stripped = new Map<string, string>();

/** The template as an operator would publish it. */
export async function soundFiles(): Promise<Map<string, string>> {
  const files = new Map(await template);
  files.set('site.config.json', (files.get('site.config.json') ?? '').replace('"plans"', `${business},\n  "plans"`));
  return files;
}

/** The sound project with some files changed, added, or (undefined) taken away. */
export async function ours(changes: Files = {}): Promise<Project> {
  const files = await soundFiles();
  change(files, changes);
  return projectOf(files, today, stripped);
}

export function change(files: Map<string, string>, changes: Files): void {
  for (const [path, text] of Object.entries(changes)) {
    if (text === undefined) files.delete(path);
    else files.set(path, typeof text === 'string' ? text : changed(path, files.get(path) ?? '', text));
  }
}

/** A change that changes nothing would make its test prove nothing. */
function changed(path: string, before: string, edit: (before: string) => string): string {
  const after = edit(before);
  if (after === before) throw new Error(`${path} was not changed`);
  return after;
}

export function handWritten(files: Readonly<Record<string, string>>): Project {
  return projectOf(new Map(Object.entries(files)), today);
}
