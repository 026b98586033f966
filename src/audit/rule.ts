/**
 * A rule: one fault that the guide's own code has, and that operators who followed it have too. Instances live in `rules/`; `audit.ts` walks them.
 */
import type { GuideId } from '../core/guide.ts';
import type { Source } from './source.ts';

export interface Rule {
  /** Stable: operators name it when they accept a finding. */
  id: string;
  title: string;
  /** `blocker`: money, accounts or the truth of a health check are at stake. */
  weight: 'blocker' | 'warning';
  guide?: readonly GuideId[];
  why: string;
  fix: string;
  find(source: Source): readonly Place[];
}

export interface Place {
  /** Offset in the text. */
  at: number;
  /** What stands there, short; never a secret. */
  saw: string;
}
