/**
 * Adoption: what was made by hand before k77 came, and how it is known again. Surveys are declared beside the tasks whose things they look for
 * (`src/phases/<phase>/adopt.ts`, one list per phase); `engine/adopt.ts` walks them. A survey only reads: its doors refuse every write.
 */
import type { GuideId } from './guide.ts';
import type { HostContext } from './host.ts';
import type { Key, SecretKey, Values } from './keys.ts';
import type { EnvironmentName } from './phase.ts';
import type { Files, Git } from './ports.ts';
import type { Secret } from './secret.ts';
import type { AnyVendor } from './vendor.ts';

/** A phase's own half of `k77 adopt`. */
export interface Adoption {
  surveys: readonly AnySurvey[];
  proofs: readonly AnyProof[];
}

/**
 * Looks for what may be the thing of one task. One place to fill, one survey: the cache and the queue are two.
 */
export interface Survey<Needs extends Key = Key> {
  /** `stripe.webhook`; where a task has several things, `stripe.products/monthly`. */
  id: string;
  /** The task that finds exactly this thing afterwards. */
  task: string;
  guide: readonly GuideId[];
  /** What is looked for, as a noun: "Product for paying monthly". */
  title: string;
  uses: readonly AnyVendor[];
  /** One of them whose token is known is enough: a service is at one of several hosts. The survey asks no other one. */
  anyOf?: true;
  /** Values without which it cannot look: answers, or what a candidate of an earlier survey gives. */
  needs: readonly Needs[];
  /** Values that make it surer, where an earlier survey gives them: it waits for those. Also answers that it does without. */
  tolerates?: readonly Key[];
  /** Keys that its candidates have in `answers` and `values`; by them surveys are put in order. */
  gives: readonly Key[];
  /**
   * `one`: they compete for one place, and two that match are asked about. `each`: all of them are kept, there is nothing to choose, and values of the same key are
   * joined by commas (records of a zone).
   */
  pick: 'one' | 'each';
  /** Best first. A thing that has nothing to do with this project is left out. */
  candidates(context: SurveyContext<Needs>): Promise<readonly Candidate[]>;
}

// biome-ignore lint/suspicious/noExplicitAny: as for AnyTask.
export type AnySurvey = Survey<any>;
export function survey<Needs extends Key = never>(declared: Survey<Needs>): AnySurvey {
  return declared;
}

/** What a survey sees. Hosts take it as their own context. */
export interface SurveyContext<Needs extends Key = never> extends HostContext {
  /** Answers, and what was chosen of earlier surveys; recorded nowhere yet. */
  values: Values<Needs> & Partial<Values>;
  environment: EnvironmentName;
  files: Files;
  git: Git;
}

/**
 * certain: an id, a tag or an address that nothing else can have · likely: what people would call it, and nothing speaks against it ·
 * possible: it could be, a person has to say
 */
export type Confidence = 'certain' | 'likely' | 'possible';
export const confidences = ['certain', 'likely', 'possible'] as const satisfies readonly Confidence[];

/** A thing that is there. */
export interface Candidate {
  /** The vendor's own id; unique within the survey. */
  id: string;
  /** What its maker called it. */
  name: string;
  /** One line: "9.99 USD a month, 12 subscribers". */
  about: string;
  /** Deep link to its page. */
  where: string;
  confidence: Confidence;
  /** What speaks for it, one clause each: "its address is https://api.kingdom77.com/api/stripe/webhook". */
  because: readonly string[];
  /** What is otherwise than the guide says, one clause each. The plan shows the same per property. */
  differs: readonly string[];
  /** What k77.json has to say so that the task finds exactly this and takes it as it is. */
  answers?: Readonly<Partial<Record<Key, string>>>;
  /** What the task would have given: ids and facts; of secrets those that can be read (deployed variables, passwords that the vendor shows). */
  values?: Readonly<Partial<Record<Key, string | Secret>>>;
  /**
   * Paths of the task's want that its vendor never changes in place, and that are otherwise here (`apiVersion`): taken as they are until a date, so that nothing is
   * replaced because of them.
   */
  keeps?: readonly string[];
  /** Of those, what they are, by path: where the plan cannot look yet because something else comes first (a commit, before services). */
  stands?: Readonly<Record<string, unknown>>;
  /** Secrets that were shown once, when it was made. Only needed where no candidate has them in `values` and the workspace does not know them. */
  asks?: readonly AskedSecret[];
}

/** A secret that its vendor never shows again. k77 asks for it and never makes another one. */
export interface AskedSecret {
  key: SecretKey;
  /** "Signing secret of this endpoint". */
  ask: string;
  /** Where the operator may still have it. */
  why: string;
  where?: string;
  /** True, or how it should look. */
  check?: (text: string) => true | string;
}

/**
 * Proves that a secret, typed or read from a deployed service, is the one in use: by using it. Changes nothing anywhere.
 */
export interface Proof<Needs extends Key = Key> {
  key: SecretKey;
  /** "the database lets its user in". */
  title: string;
  uses: readonly AnyVendor[];
  /** Values without which it cannot be proved; the secret itself is among them. */
  needs: readonly Needs[];
  /** It knocks at a service of the operator's own: only after a yes. Says what is sent. */
  asks?: string;
  prove(context: SurveyContext<Needs>): Promise<Proven>;
}

// biome-ignore lint/suspicious/noExplicitAny: as for AnyTask.
export type AnyProof = Proof<any>;
export function proof<Needs extends Key = never>(declared: Proof<Needs>): AnyProof {
  return declared;
}

/** `refuted`: it is certainly not the right one, and is not kept. `unknown`: could not look. */
export interface Proven {
  state: 'proved' | 'refuted' | 'unknown';
  saw: string;
}

/** Best first. Where something is certain, what is only possible is no match. */
export function bestFirst(candidates: readonly (Candidate | undefined)[]): Candidate[] {
  const found = candidates.filter((one) => one !== undefined);
  const sorted = found.sort((a, b) => confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence));
  return sorted[0]?.confidence === 'certain' ? sorted.filter(({ confidence }) => confidence !== 'possible') : sorted;
}

/** "Kingdom-77" and "kingdom77-premium", or a long word of both. */
export function soundsLike(name: string, project: string): boolean {
  const words = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const [theirs, ours] = [words(name), words(project)];
  return (ours.length > 0 && theirs.join('').includes(ours.join(''))) || ours.some((word) => word.length > 3 && theirs.includes(word));
}
