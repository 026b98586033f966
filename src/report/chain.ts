/**
 * The chain of an environment: every run names the hash of the one before it, so that none can be changed, left out or put in afterwards.
 */
import { messageOf } from '../core/errors.ts';
import type { Workspace } from '../core/workspace.ts';
import { wrongContent, wrongRun } from './examine.ts';
import { readRun, runIds } from './history.ts';
import { hashOfRun, numberOfRun, type RunDocument, type SignedRun } from './run.ts';

export interface Chain {
  /** How many runs there are. */
  length: number;
  /** Where the run stands among them, from 1; undefined when it is none of them. */
  place: number | undefined;
  wrong: readonly string[];
}

/** Walks every run of the environment. @param run the one that a report shows */
export async function chainWith(workspace: Pick<Workspace, 'files' | 'folder'>, run: SignedRun): Promise<Chain> {
  const ids = (await runIds(workspace)).reverse();
  const wrong: string[] = [];
  const ours = ids.indexOf(run.id);
  let before: { id: string; hash: string } | undefined;
  for (const id of ids) {
    const found = await readRun(workspace, id).catch((error: unknown) => void wrong.push(messageOf(error)));
    if (!found) {
      before = undefined;
      continue;
    }
    wrong.push(...wrongLink(found, before, ids));
    before = { id, hash: hashOfRun(found.run) };
    if (id === run.id && before.hash !== hashOfRun(run)) wrong.push(`${id} of this workspace is another run than the one in the report`);
  }
  return { length: ids.length, place: ours < 0 ? undefined : ours + 1, wrong };
}

function wrongLink({ run, ...content }: RunDocument, before: { id: string; hash: string } | undefined, ids: readonly string[]): string[] {
  const own = [...wrongRun(run), ...wrongContent(run, content)].map((what) => `${run.id}: ${what}`);
  if (run.previous === null)
    return before === undefined && numberOfRun(run.id) <= 1 ? own : [...own, startsAnew(run, before)].filter((text) => text !== '');
  if (!ids.includes(run.previous.id)) return [...own, `${run.previous.id}, which ${run.id} follows, is missing`];
  if (before !== undefined && (run.previous.id !== before.id || run.previous.sha256 !== before.hash))
    return [...own, `${run.id} does not follow ${before.id} as it stands there: one of them was changed or put in`];
  return own;
}

/** A run without one before it that is not the first. */
function startsAnew(run: SignedRun, before: { id: string } | undefined): string {
  return before === undefined
    ? `${run.id} names no run before it: those before it are missing or damaged`
    : `${run.id} does not name ${before.id}, which lies before it`;
}
