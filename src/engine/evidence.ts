/**
 * Evidence of checks that write test data: kept, so that a deploy that changes nothing need not write again to prove the same.
 */
import { stable } from '../core/change.ts';
import type { AnyCheck, Verdict } from '../core/check.ts';
import type { Key, Values } from '../core/keys.ts';
import type { Walk } from './walk.ts';

interface Kept {
  /** What the check relied on, secrets as fingerprints: another key or another price makes the evidence worthless. */
  reliedOn: string;
  verdict: Extract<Verdict, { state: 'pass' | 'fail' }>;
}
const freshMs = 24 * 3600 * 1000;

export async function record(walk: Walk, check: AnyCheck, verdict: Kept['verdict']): Promise<void> {
  const kept: Kept = { reliedOn: reliedOn(walk, check), verdict };
  await walk.workspace.record('evidence', `${check.id}.json`, `${JSON.stringify(kept, null, 2)}\n`);
}

/** A pass of the last 24 hours that rests on the same values; undefined when it has to be proved anew. */
export async function recorded(walk: Walk, check: AnyCheck): Promise<Verdict | undefined> {
  if (!check.touches) return undefined;
  const text = await walk.workspace.files.read(`${walk.workspace.folder}/evidence/${check.id}.json`);
  if (text === undefined) return undefined;
  const { reliedOn: before, verdict } = JSON.parse(text) as Kept;
  const old = walk.clock.now().getTime() - Date.parse(verdict.evidence.at) > freshMs;
  return verdict.state === 'pass' && !old && before === reliedOn(walk, check) ? verdict : undefined;
}

function reliedOn(walk: Walk, check: AnyCheck): string {
  const values: Partial<Values> = walk.workspace.values();
  const seen = [...check.needs, ...(check.tolerates ?? [])].map((key: Key) => {
    const value = values[key];
    return [key, value === undefined || typeof value === 'string' ? value : walk.workspace.fingerprint(value)];
  });
  return walk.workspace.fileHash(stable(seen));
}
