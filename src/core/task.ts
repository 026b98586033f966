/**
 * A task: one step of a phase, as the guide numbers it. Instances live in `src/phases/<phase>/<name>.ts`, one file each;
 * `engine/plan.ts` reads them, `engine/deploy.ts` walks them, `src/laws.test.ts` holds what every one of them must obey.
 */
import type { EnvFileSeen } from './check.ts';
import type { GuideId, Setting } from './guide.ts';
import type { Key, Values } from './keys.ts';
import type { Clock, Files, Random, Shell } from './ports.ts';
import type { Secret } from './secret.ts';
import type { AnyVendor, Vendor } from './vendor.ts';

export interface Task<Want = unknown, Have = unknown, Needs extends Key = Key, Gives extends Key = Key> {
  /** `stripe.webhook`; stable for ever, because the journal and the evidence carry it. */
  id: string;
  guide: readonly GuideId[];
  settings?: readonly Setting[];
  /** Imperative: "Point a Stripe webhook at the API". */
  title: string;
  uses: readonly AnyVendor[];
  /** The only values visible to it. */
  needs: readonly Needs[];
  /** Values that it sees when they are known, and does without when they are not: optional answers. */
  tolerates?: readonly Key[];
  /**
   * Of these, what an earlier run gave is no help where the task that gives them could not do its work in this one: what was not pushed is not deployed.
   */
  fresh?: readonly Key[];
  /** Pure: what should be true. `notWanted(why)` when the operator chose to go without. */
  want(values: Values<Needs>): Want | NotWanted;
  /** Observes by natural key, all pages; undefined = absent. */
  read(context: Context<Needs, Gives>, want: Want): Promise<Have | undefined>;
  /** Ensures and syncs; idempotent; adopts what is there. */
  apply(context: Context<Needs, Gives>, want: Want, have: Have | undefined): Promise<Have>;
  undo: ((context: Context<Needs, Gives>, have: Have) => Promise<void>) | { never: string };
  /** Values that it promises to later tasks, env files and checks. Undefined from a `read` means: the world does not show it. */
  gives: { readonly [N in Gives]: (have: Have) => string | undefined };
  /** What a person has to do, where there is no API. The engine shows it and then reads until `want` is true. */
  byHand?: ByHand<Want>;
  /** Paths of `want` that the vendor never changes in place: a difference means make new, push to consumers, retire old. */
  createOnly?: readonly string[];
  /** What the operator's users notice while it runs. */
  impact?: { stops: string; seconds: number };
  /** US cents per month that it adds to the bill at least, for the plan; from the answers that are known. */
  monthlyCents?: number | ((values: Partial<Values<Needs>>) => number);
}

// biome-ignore lint/suspicious/noExplicitAny: lists hold tasks of many shapes; `task()` checked each where it was declared.
export type AnyTask = Task<any, any, any, any>;

/** Checks a declaration against its own types and forgets them, so that lists can hold it. */
export function task<Want, Have, Needs extends Key = never, Gives extends Key = never>(declared: Task<Want, Have, Needs, Gives>): AnyTask {
  return declared;
}

export interface NotWanted {
  readonly notWanted: string;
}
export function notWanted(why: string): NotWanted {
  return { notWanted: why };
}
export function isNotWanted(want: unknown): want is NotWanted {
  return typeof want === 'object' && want !== null && typeof (want as NotWanted).notWanted === 'string';
}

export interface ByHand<Want = unknown> {
  /** False when the operator's answers let k77 do it by itself: then `apply` runs. Absent: always by hand. */
  when?(want: Want): boolean;
  /** Exact clicks and values, one line each. */
  steps(want: Want): readonly string[];
  /** What k77 sees just now that the person should know before beginning: a line each, shown above the steps. Only reads. */
  look?(context: Context, want: Want): Promise<readonly string[]>;
  /** What `look` told, when a screen gets it. */
  seen?: readonly string[];
  /** Deep link to the page; `{mode}` paths are the task's business. */
  open(want: Want): string;
  /** What k77 reads to see that it was done; `nothing` when no API shows it: it stays open until a person attests the check named here. */
  proof: 'read' | { nothing: string; attest: string };
}

/** What an earlier, successful apply remembered about a task. No secrets: fingerprints only. */
export interface Remembered {
  at: string;
  /** Fingerprints of values that the vendor cannot show again, by key. */
  fingerprints: Readonly<Partial<Record<Key, string>>>;
}

export interface Context<Needs extends Key = Key, Gives extends Key = Key> {
  values: Values<Needs>;
  client<C>(vendor: Vendor<C>): C;
  /** A value that this task gave before and that is still kept; undefined when lost. */
  kept<N extends Gives>(key: N): Values[N] | undefined;
  /** Keeps a promised value durably, now. For secrets shown once: call it before anything else can fail. */
  keep(key: Gives, value: string): Promise<void>;
  recall(): Remembered | undefined;
  /** HMAC-SHA-256 with the workspace's own key, hex: to know a value again that its vendor never shows. */
  fingerprint(secret: Secret): string;
  /**
   * True when a run was cut off inside this task after this write (`POST /v1/prices`; absent: any write) was on its way and was not refused.
   * Repeating it gets the first answer again where the vendor has idempotency keys.
   */
  inFlight(call?: string): boolean;
  /** True when the operator allowed this task to replace what cannot be recovered. */
  replace: boolean;
  /** Polls past the memo until `poll` returns something, with growing pauses. Throws an OperatorError after `minutes`. */
  wait<T>(what: string, poll: () => Promise<T | undefined>, minutes: number): Promise<T>;
  /** The env files of the services, as they are; and all of them written anew from the table of values. */
  envFiles(): Promise<readonly EnvFileSeen[]>;
  writeEnvFiles(): Promise<void>;
  run: Shell;
  files: Files;
  clock: Clock;
  random: Random;
  signal: AbortSignal;
  /** A line under the task, for the operator; kept in the summary. */
  note(text: string): void;
  /** How far it is; shown while it runs and kept nowhere. */
  progress(text: string): void;
}
