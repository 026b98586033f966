/**
 * adopt: what was made by hand is looked for, matched and shown; after a yes it is recorded in the workspace, so that a deploy completes it instead of making it again.
 * The doors of this walk refuse every write, and nothing is recorded before the end.
 */
import type { AnyProof, AnySurvey, AskedSecret, Candidate, Proven } from '../core/adoption.ts';
import type { Key, SecretKey, Values } from '../core/keys.ts';
import type { PhaseNumber } from '../core/phase.ts';
import type { Identity, VendorId } from '../core/vendor.ts';
import { type Decision, inOrder } from './adopt-decide.ts';
import type { Conflict, Known, Learned } from './adopt-known.ts';
import { Looking } from './adopt-looking.ts';
import type { Walk } from './walk.ts';

/** Who is asked while it looks. Nobody may be there: then all of it stays open. */
export interface AdoptUi {
  looking(survey: AnySurvey): void;
  /** Two match, or one only may: id of a candidate, or `none`. Undefined: nobody says. */
  choose(survey: AnySurvey, candidates: readonly Candidate[], why: string): Promise<string | undefined>;
  /** A secret that was shown once. Undefined or empty: it is not known here. @param why it is asked again: what was wrong */
  secret(asked: AskedSecret, of: Candidate, why?: string): Promise<string | undefined>;
  /** A proof that knocks at a service of the operator's. */
  agree(proof: AnyProof): Promise<boolean>;
}

export interface AdoptOptions {
  /** Phases whose things are looked for. */
  phases: readonly PhaseNumber[];
  /** What somebody chose before: id of a survey → id or name of a candidate, or `none`. */
  said: ReadonlyMap<string, string>;
  /** Answers and tokens that were given for this run and are not recorded yet. */
  given: Partial<Values>;
}

export interface Found extends Decision {
  survey: AnySurvey;
  phase: PhaseNumber;
  candidates: readonly Candidate[];
}

/** A secret that was found or typed. Its text is nowhere in here. */
export interface SecretFound {
  key: SecretKey;
  /** Id of the survey, or `asked`; `nobody`: it is needed and not known. */
  from: string;
  proof?: Proven & { title: string };
}

export interface VendorSeen {
  vendor: VendorId;
  title: string;
  identity?: Identity;
  /** Why it could not be asked. */
  refused?: string;
  /** Its credentials that are not given. */
  lacks?: readonly Key[];
}

/** What there is, before anything is recorded. */
export interface Surveyed {
  found: readonly Found[];
  vendors: readonly VendorSeen[];
  secrets: readonly SecretFound[];
  conflicts: readonly Conflict[];
  learned: readonly Learned[];
  known: Known;
}

export function surveysOf(walk: Walk, phases: readonly PhaseNumber[]): AnySurvey[] {
  const chosen = walk.catalogue.phases.filter(({ number }) => phases.includes(number));
  return inOrder(chosen.flatMap(({ adoption }) => adoption?.surveys ?? []));
}

export async function look(walk: Walk, options: AdoptOptions, ui: AdoptUi): Promise<Surveyed> {
  return new Looking(walk, surveysOf(walk, options.phases), options, ui).all();
}
