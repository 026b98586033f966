/**
 * A folder as the rules read it: its code without comments, what its pages claim, its settings, answers and env files. Reads, and changes nothing.
 */
import { nodes, readSource } from '../audit/source.ts';
import { textFiles } from '../ports/text-files.ts';
import { type EnvEntry, envEntries } from './env-entries.ts';
import { type LegalRecord, readRecord } from './record.ts';
import { readSettings, type Settings } from './settings.ts';

export interface TextFile {
  path: string;
  text: string;
}

export interface Project {
  /** `ours`: pages generated from `site.config.json`. `other`: pages written by hand. */
  kind: 'ours' | 'other';
  /** ISO date. */
  today: string;
  files: ReadonlyMap<string, string>;
  settings: Settings;
  record: LegalRecord;
  /** k77.json; empty where there is none. */
  answers: Readonly<Record<string, unknown>>;
  env: readonly EnvEntry[];
  /** Code below paths that match, comments blanked out so that offsets and lines stay. */
  code(where: RegExp): readonly TextFile[];
}

export const recordPath = 'docs/legal.json';
export const settingsPath = 'site.config.json';

/** Tests, their helpers, benches and k77's own folder are not what customers meet. */
const aside =
  /(^|\/)(\.k77|bench|testkit|test|tests|__tests__)\/|\.(test|spec|fixture)\.\w+$|(^|\/)(package-lock\.json|yarn\.lock|pnpm-lock\.yaml)$/;

/** @param today ISO date */
export async function readProject(root: string, today: string): Promise<Project> {
  const files = new Map<string, string>();
  for await (const { path, text } of textFiles(root, '.')) files.set(path, text);
  return projectOf(files, today);
}

/** @param stripped code without comments by its text; given where several projects share most of their files */
export function projectOf(all: ReadonlyMap<string, string>, today: string, stripped = new Map<string, string>()): Project {
  const files = new Map([...all].filter(([path]) => !aside.test(path)));
  const codeOf = (path: string, text: string): string => {
    const known = stripped.get(text) ?? withoutComments(path, text);
    stripped.set(text, known);
    return known;
  };
  return {
    kind: files.has(settingsPath) ? 'ours' : 'other',
    today,
    files,
    settings: readSettings(files.get(settingsPath)),
    record: readRecord(files.get(recordPath)),
    answers: objectOf(files.get('k77.json')),
    env: envEntries(files),
    code: (where) =>
      [...files]
        .filter(([path]) => where.test(path) && /\.([cm]?[jt]sx?|py|html?)$/.test(path))
        .map(([path, text]) => ({ path, text: codeOf(path, text) })),
  };
}

function withoutComments(path: string, text: string): string {
  if (/\.html?$/.test(path)) return text.replaceAll(/<!--[\s\S]*?-->/g, blank);
  const source = readSource(path, text);
  let out = text;
  for (const { from, to } of nodes(source, ['LineComment', 'BlockComment', 'Comment']))
    out = out.slice(0, from) + blank(out.slice(from, to)) + out.slice(to);
  return out;
}

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

/** Undefined and broken JSON alike hold nothing. */
export function objectOf(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** From 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Where a pattern with the flag `g` matches in a file. */
export function places({ path, text }: TextFile, pattern: RegExp): { path: string; line: number; match: RegExpExecArray }[] {
  return [...text.matchAll(pattern)].map((match) => ({ path, line: lineOf(text, match.index), match }));
}

/** What is matched, on one line and short. */
export function shown(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 70 ? `${line.slice(0, 69)}…` : line;
}
