/**
 * A phase: one of the guide's eight, 6.1 to 6.8. Its instances live in `src/phases/<number>-<id>/index.ts`; `engine/deploy.ts` walks them.
 */
import type { Adoption } from './adoption.ts';
import type { CheckId } from './check.ts';
import type { GuideId, Setting } from './guide.ts';
import type { Key, Values } from './keys.ts';
import type { AnyTask } from './task.ts';

export type PhaseNumber = '6.1' | '6.2' | '6.3' | '6.4' | '6.5' | '6.6' | '6.7' | '6.8';
export type PhaseId = 'stripe' | 'mongodb' | 'redis' | 'domain' | 'bot' | 'dashboard' | 'monitoring' | 'legal';

export interface Phase {
  number: PhaseNumber;
  id: PhaseId;
  title: string;
  /** How long it takes at the keyboard, in minutes, waiting for vendors not counted. */
  minutes: number;
  /** The guide's own estimate, for the progress tracker. */
  guideEstimate: string;
  questions: readonly Question[];
  tasks: readonly AnyTask[];
  /** Checks that must not fail or be unknown (as far as they can be proved now) for the phase to be complete. */
  gate: readonly CheckId[];
  /** It starts services: what later phases give them comes first, where all of it is known. */
  begins?: true;
  /** How things of this phase are known that were made by hand. */
  adoption?: Adoption;
}

/** One thing that only the operator knows. Asked before any task list is drawn; answered also by `--answers`, `--set` or the environment. */
export interface Question {
  key: Key;
  /** What of the guide its answer settles. */
  guide?: readonly GuideId[];
  settings?: readonly Setting[];
  ask: string;
  /** One or two lines under the question: why it matters, what law or vendor makes of it. */
  why?: string;
  /** The page where the answer is found. */
  where?: string;
  kind: 'text' | 'secret' | 'choice' | 'yes-no';
  choices?: readonly { value: string; name: string }[];
  /** Offered, and taken as it is by Enter. Not used for secrets. */
  default?: (values: Partial<Values>) => string | undefined;
  /** The answer is what a file holds, in one line: whoever is asked types its path, or pastes the text. */
  file?: true;
  /** May be left empty. */
  optional?: true;
  /** Asked only when this is true of the answers so far. */
  when?: (answers: Partial<Values>) => boolean;
  /** The answer of a rehearsal with `--yes`: a literal, or `world:<vendor>.<name>` for a credential that the sandbox minted. */
  sandbox?: string;
  /** True, or what is wrong and how it should look. `environment` is where it will be used. */
  check?: (answer: string, environment: EnvironmentName, values: Partial<Values>) => true | string;
}

export type EnvironmentName = 'production' | 'staging' | 'sandbox';

/**
 * An answer that nobody is asked: what a thing is called that was there before k77. `k77 adopt` gives it; so do `--set` and `k77.json`.
 * Tasks list it in `tolerates`, and take the derived name where it is empty.
 */
export function nameThere(key: Key, ask: string, check?: Question['check']): Question {
  return { key, ask, kind: 'text', optional: true, when: () => false, ...(check === undefined ? {} : { check }) };
}
