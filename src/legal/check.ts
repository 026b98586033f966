/** Walks the rules over a project. */
import { checklistOf, type ToDo } from './checklist.ts';
import { type Project, readProject } from './project.ts';
import type { Found, LegalRule } from './rule.ts';
import { rules } from './rules/index.ts';

export interface Contradiction extends Found {
  rule: string;
  title: string;
  kind: LegalRule['kind'];
  why: string;
  source: string;
  fix: string;
}

export interface LegalCheck {
  /** `ours`: pages generated from `site.config.json`. `other`: pages written by hand. */
  kind: Project['kind'];
  files: number;
  /** Rules that could judge this project. */
  rules: number;
  documents: readonly { id: string; version: string; effective: string }[];
  contradictions: readonly Contradiction[];
  /** For the operator; no program can tick it off. */
  checklist: readonly ToDo[];
}

/** @param today ISO date */
export async function checkLegal(root: string, today: string): Promise<LegalCheck> {
  return checkProject(await readProject(root, today));
}

export function checkProject(project: Project): LegalCheck {
  const fitting = rules.filter(({ reads }) => reads === 'both' || reads === project.kind);
  const contradictions = fitting.flatMap(({ id, title, kind, why, source, fix, find }) =>
    find(project).map((found) => ({ rule: id, title, kind, ...found, why, source, fix })),
  );
  return {
    kind: project.kind,
    files: project.files.size,
    rules: fitting.length,
    documents: project.record.documents.map(({ id, version, effective }) => ({ id, version, effective })),
    contradictions,
    checklist: checklistOf(project),
  };
}
