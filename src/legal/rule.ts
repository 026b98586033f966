/**
 * A rule: one way in which legal pages, code and configuration can contradict each other. Instances live in `rules/`, by what they look at; `check.ts` walks them.
 */
import type { Project } from './project.ts';

export interface LegalRule {
  /** Stable: `refund-differs`. */
  id: string;
  title: string;
  /** Which projects it can judge: those with `site.config.json` and `docs/legal.json`, those with pages written by hand, or both. */
  reads: 'ours' | 'other' | 'both';
  /** `contradiction`: two places say different things, or the law says no. `missing`: what only the operator knows is not filled in. */
  kind: 'contradiction' | 'missing';
  /** What follows from it. */
  why: string;
  /** The law or the vendor's rule behind it. */
  source: string;
  fix: string;
  find(project: Project): readonly Found[];
}

export interface Found {
  path: string;
  /** From 1. */
  line: number;
  /** What stands there and what it contradicts; never a secret. */
  saw: string;
  /** The clause of the pages that is concerned: `privacy.messages`. */
  clause?: string | undefined;
}
