/**
 * A run: what one `k77 verify` saw, as `--json` prints it and as `.k77/<environment>/reports/v-0007.json` keeps it. Its head is signed and names the hash of the run
 * before it; the hash of everything else stands in the head, so that no figure can be changed afterwards without being noticed.
 */
import { createHash } from 'node:crypto';
import { stable } from '../core/change.ts';
import type { BoxState, Finding, Verdict, VerdictState } from '../core/check.ts';
import type { Exit } from '../core/errors.ts';
import type { EnvironmentName } from '../core/phase.ts';

export const runFormat = 'k77-run/1';
/** Below `.k77/<environment>/`. */
export const reportsFolder = 'reports';

/** A finding with its verdict in one object. */
export type CheckDocument = Omit<Finding, 'verdict'> & Verdict;

/** What was looked at: both empty = everything. */
export interface RunScope {
  sections: readonly string[];
  checks: readonly string[];
}

export interface RunHead {
  format: typeof runFormat;
  /** `v-0007`: counts up within one environment. */
  id: string;
  /** When it began, ISO 8601. */
  at: string;
  tookMs: number;
  environment: EnvironmentName;
  project: string;
  domain?: string;
  release?: { id: string; commit: string };
  scope: RunScope;
  /** Version of k77. */
  k77: string;
  exit: Exit;
  /** SHA-256 of the canonical JSON of `{boxes, checks, summary}`, hex. */
  content: string;
  /** The run before it; null for the first. */
  previous: { id: string; sha256: string } | null;
  /** Public key of the workspace, `ed25519:…`. */
  key: string;
}

/** `signature` is over the canonical JSON of the head, by the key that it names. */
export type SignedRun = RunHead & { signature: string };

export interface RunContent {
  summary: Record<VerdictState, number>;
  checks: readonly CheckDocument[];
  boxes: readonly BoxState[];
}

export interface RunDocument extends RunContent {
  run: SignedRun;
}

export function checkDocument({ id, section, title, phase, guide, weight, verdict, ms }: Finding): CheckDocument {
  return { id, section, title, phase, guide, weight, ...verdict, ms };
}

export function headOf({ signature: _, ...head }: SignedRun): RunHead {
  return head;
}

/** By which the next run names this one. */
export function hashOfRun(run: SignedRun): string {
  return sha256(stable(headOf(run)));
}

export function hashOfContent({ summary, checks, boxes }: RunContent): string {
  return sha256(stable({ summary, checks, boxes }));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A public key, short enough to read out: `3f2a 91bc 77d0 0a1e 52cd`. */
export function fingerprintOfKey(key: string): string {
  return (sha256(key).slice(0, 20).match(/.{4}/g) ?? []).join(' ');
}

/** Whether everything was looked at. */
export function isWhole({ scope }: Pick<RunHead, 'scope'>): boolean {
  return scope.sections.length === 0 && scope.checks.length === 0;
}

export function numberOfRun(id: string): number {
  return Number(/^v-(\d+)$/.exec(id)?.[1] ?? 0);
}

export function runId(number: number): string {
  return `v-${String(number).padStart(4, '0')}`;
}
