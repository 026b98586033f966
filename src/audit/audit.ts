/**
 * Reads an operator's own code and reports the faults that the guide's code has, with file and line. Changes nothing.
 */
import type { GuideId } from '../core/guide.ts';
import { textFiles } from '../ports/text-files.ts';
import { scanText } from '../workspace/leaks.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules/index.ts';
import { lineAt, readSource } from './source.ts';

export interface Fault {
  rule: string;
  title: string;
  weight: Rule['weight'];
  guide: readonly GuideId[];
  path: string;
  /** From 1. */
  line: number;
  saw: string;
  why: string;
  fix: string;
}

export interface Audited {
  shape: Shape;
  files: number;
  faults: readonly Fault[];
}

/** `python`: the guide's own repository. `k77`: written by this program. */
export interface Shape {
  kind: 'python' | 'k77' | 'other';
  /** What it was recognised by, and what is there. */
  found: readonly string[];
}

/** The guide's layout, by the files that it names. */
const marks: readonly { path: RegExp; says: string }[] = [
  { path: /^main\.py$/, says: 'main.py: the bot' },
  { path: /^requirements\.txt$/, says: 'requirements.txt' },
  { path: /^dashboard\/main\.py$/, says: 'dashboard/main.py: the API' },
  { path: /^dashboard\/requirements\.txt$/, says: 'dashboard/requirements.txt' },
  { path: /^dashboard-frontend\/package\.json$/, says: 'dashboard-frontend/: the dashboard' },
];

export function shapeOf(paths: readonly string[]): Shape {
  const found = marks.filter(({ path }) => paths.some((one) => path.test(one))).map(({ says }) => says);
  if (paths.includes('.k77/base/written.json')) return { kind: 'k77', found: ['.k77/base: written by k77 scaffold'] };
  const isPython = paths.includes('main.py') && paths.some((path) => /(^|\/)requirements\.txt$/.test(path));
  return { kind: isPython ? 'python' : 'other', found };
}

export async function audit(root: string): Promise<Audited> {
  const faults: Fault[] = [];
  const paths: string[] = [];
  for await (const { path, text } of textFiles(root, '.')) {
    paths.push(path);
    // A lock file is nobody's code; k77's own folder is no code at all.
    if (
      /(^|\/)(package-lock\.json|yarn\.lock|pnpm-lock\.yaml)$/.test(path) ||
      (path.startsWith('.k77/') && path !== '.k77/base/written.json')
    )
      continue;
    faults.push(...byRules(path, text), ...(await bySecrets(path, text)));
  }
  const order = { blocker: 0, warning: 1 } as const;
  faults.sort((a, b) => order[a.weight] - order[b.weight] || a.path.localeCompare(b.path) || a.line - b.line);
  return { shape: shapeOf(paths), files: paths.length, faults };
}

function byRules(path: string, text: string): Fault[] {
  const source = readSource(path, text);
  return rules.flatMap(({ id, title, weight, guide = [], why, fix, find }) =>
    find(source).map(({ at, saw }) => ({ rule: id, title, weight, guide, path, line: lineAt(source, at), saw, why, fix })),
  );
}

/** Env files are where secrets belong; whether git keeps them is another question, which `k77 verify` asks. */
async function bySecrets(path: string, text: string): Promise<Fault[]> {
  if (/(^|\/)\.env(\.(?!example)|$)/.test(path)) return [];
  return (await scanText(path, text)).map(({ rule, line, masked }) => ({
    rule: 'secret-in-source',
    title: 'A secret stands in the source',
    weight: 'blocker' as const,
    guide: [],
    path,
    line,
    saw: `${rule}: ${masked}`,
    why: 'everybody with access to the repository, now or later, has it; deleting the line leaves it in the history',
    fix: 'make a new one at the vendor, put it into the env file, read it from the environment',
  }));
}
