/**
 * What checks of documentation share: the documents of the operator's project, and whether what they name is there.
 */
import type { Files } from '../src/core/ports.ts';

export interface Document {
  path: string;
  text: string;
}

/** What stands in a text until somebody fills it in. */
export const placeholders =
  /\[(?:your|company|name|insert|link|date|project)[^\]]*\]|<your[^>]*>|lorem ipsum|\bTODO\b|\bTBD\b|\bFIXME\b|YOUR_[A-Z_]+|your-domain|example\.(?:com|org)/i;

/** The first of these that is there: the template's name, then those that the guide and other projects use. */
export async function documentAt(files: Pick<Files, 'read'>, paths: readonly string[]): Promise<Document | undefined> {
  for (const path of paths) {
    const text = await files.read(path);
    if (text !== undefined && text.trim() !== '') return { path, text };
  }
  return undefined;
}

/** Scripts and documents that a text names and that are not there, in words. */
export async function absentIn(files: Pick<Files, 'read'>, { path, text }: Document): Promise<string[]> {
  const manifest = await files.read('package.json');
  const scripts = manifest === undefined ? undefined : scriptsIn(manifest);
  const named = [...new Set([...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script = '']) => script))];
  const missing = scripts === undefined ? [] : named.filter((script) => !scripts.includes(script));
  const linked = [...new Set([...text.matchAll(/\]\((?!https?:|mailto:|#)([\w./-]+\.md)(?:#[\w-]*)?\)/g)].map(([, link = '']) => link))];
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  const there = await Promise.all(linked.map((link) => files.read(`${folder}${link}`)));
  return [
    ...missing.map((script) => `${path} names npm run ${script}, which there is not`),
    ...linked.filter((_, index) => there[index] === undefined).map((link) => `${path} links to ${link}, which is not there`),
  ];
}

function scriptsIn(manifest: string): readonly string[] {
  try {
    return Object.keys((JSON.parse(manifest) as { scripts?: Record<string, string> }).scripts ?? {});
  } catch {
    return [];
  }
}

/** "a, b, c and 4 more" */
export function few(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
