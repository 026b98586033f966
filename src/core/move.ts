/**
 * A move: one service goes from one host to another, beside the first until it is proven. Instances live in `src/phases/moving/`, one a service; `engine/move.ts`
 * walks them. Everything is done by tasks, those of the phases among them: they see the values of the place that they are about.
 */
import type { CheckId } from './check.ts';
import type { Key, Service, Values } from './keys.ts';
import type { Question } from './phase.ts';
import type { AnyTask, ByHand, Context } from './task.ts';

/**
 * lower (resolvers forget sooner) · prepare (the new place, beside the old one) · prove (it answers there) · switch (the names lead to it) · hand-over (of what has no
 * names) · follow (webhooks) · stop (the old one) · settle (everything else that follows)
 */
export type StageId = 'lower' | 'prepare' | 'prove' | 'switch' | 'hand-over' | 'follow' | 'stop' | 'settle';

/** Which values tasks see: those of the new place, of the old place, or of the workspace. */
export type Side = 'new' | 'old' | 'workspace';

export interface MoveStep {
  of: Side;
  tasks: readonly AnyTask[];
  /** What belongs to a deployment that is not whole yet may be left to that. */
  mayWait?: true;
}

export interface MoveStage {
  id: StageId;
  /** What is done, as a heading: "Prepare it at Render, beside Railway". */
  title: string;
  /** One after the other; the tasks of a step side by side. */
  steps: readonly MoveStep[];
  /** It does not begin before: what resolvers may still remember has to be forgotten. ISO 8601. */
  notBefore?(about: { values: Partial<Values>; switchedAt: string | undefined }): { at: string; why: string } | undefined;
  /** After so many minutes it has failed. */
  minutes?: number;
  /** What the operator's users see of it is looked at every second, from its beginning on. */
  watched?: true;
  /** When its steps are done, the new place is the one that counts. */
  commits?: true;
  /** Brings back what was, when it fails. */
  back?: readonly MoveStep[];
  /** Nobody is served while it runs, or nobody can know: its length is told as such. */
  interrupts?: string;
}

/** One look at the service as its users see it. */
export interface Glance {
  ok: boolean;
  /** Whose answer it was, as far as it can be told. */
  by: 'old' | 'new' | undefined;
  /** "200", "no certificate for that name". */
  saw: string;
}

export interface Move {
  service: Service;
  /** "API" */
  title: string;
  /** The answer that says where it runs. */
  host: Key;
  /** Hosts that can run it, in the order in which they are offered. */
  hosts: readonly { id: string; title: string }[];
  /** Values that tell of one place only, besides the answer; none of them a secret. */
  values: readonly Key[];
  /** Of these, the one without which there is nothing to move. */
  deployed: Key;
  /** Gives `CODE_COMMIT` as it runs at the old host. */
  running: AnyTask;
  questions: readonly Question[];
  /** Why this host cannot have it, in one sentence with what to do; undefined: it can. */
  refused(to: string, values: Partial<Values>): string | undefined;
  /** What a person lets the new host do, where its API does not tell whether it may already. */
  beforehand(values: Partial<Values>): { task: AnyTask; hand: ByHand; want: unknown } | undefined;
  /** @param names of the two hosts */
  stages(values: Partial<Values>, names: { from: string; to: string }): readonly MoveStage[];
  /** Takes a move back that did not come to its switch. */
  abandon(values: Partial<Values>): readonly MoveStep[];
  /** What it costs and what users notice, for the plan. */
  outlook(about: { from: string; to: string; values: Partial<Values> }): MoveOutlook;
  /** How its users see it; absent where it has no names. */
  watch?: { task: AnyTask; look(context: Context): Promise<Glance> };
  /** What has to hold afterwards. */
  checks: readonly CheckId[];
}

export interface MoveOutlook {
  /** US cents per month, of the service alone and at least. */
  fromCents: number;
  toCents: number;
  /** One sentence each. */
  users: readonly string[];
  notes: readonly string[];
}

/** What is kept of a move on disk, so that the same command goes on where it was cut off. No secrets. */
export interface MoveRecord {
  service: Service;
  /** Ids of hosts. */
  from: string;
  to: string;
  /** It was begun by `--back`. */
  isBack?: boolean;
  /** ISO 8601. */
  began: string;
  /** `switched`: the new place counts, and perhaps not all of its values are kept yet · `settling`: they are; the old one may still run · `moved`: nothing is left to do. */
  state: 'under way' | 'switched' | 'settling' | 'moved' | 'returned';
  /** Values of either place, as texts. */
  old: Partial<Record<Key, string>>;
  new: Partial<Record<Key, string>>;
  /** Which commit both run. */
  commit: string;
  /** When tasks were last as wanted, by id. */
  remembered: Readonly<Record<'old' | 'new', Record<string, { at: string }>>>;
  /** ISO 8601. */
  switchedAt?: string;
  /** Of the stages that were done, in all runs. */
  seconds: Partial<Record<StageId, number>>;
}

/** Records of moves on disk. Implemented by `workspace/moves.ts`. */
export interface MoveRecords {
  all(): Promise<readonly MoveRecord[]>;
  read(service: Service): Promise<MoveRecord | undefined>;
  write(record: MoveRecord): Promise<void>;
}

/** It has begun and is not over. */
export function isUnderWay({ state }: MoveRecord): boolean {
  return state === 'under way' || state === 'switched' || state === 'settling';
}
